import { IconSearch } from '@tabler/icons-react';
import { use } from 'react';
import { useTranslation } from 'react-i18next';
import css from './SearchButton.module.css';
import { ShellContext } from './shell-context.ts';

/** Opens the search, as `Ctrl K` does. */
export function SearchButton() {
	const { t } = useTranslation('shell');
	const { openSearch } = use(ShellContext);
	return (
		<button type="button" className={css.search} onClick={openSearch}>
			<IconSearch size={16} stroke={1.75} aria-hidden />
			<span className={css.words}>{t('search.button')}</span>
			<kbd className={css.key}>{t('search.key')}</kbd>
		</button>
	);
}
