import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';

/** The window's title: the screen's name, then the product's. */
export function useTitle(name: string | undefined): void {
	const { t } = useTranslation('shell');
	const brand = t('brand');
	useEffect(() => {
		document.title = name ? `${name} · ${brand}` : brand;
	}, [name, brand]);
}
