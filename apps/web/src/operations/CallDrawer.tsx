import { Drawer, Loader } from '@mantine/core';
import { routes } from '@volna/contract';
import { CopyField, ErrorState, KeyValues, Notice } from '@volna/ui';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../format/use-error-text.ts';
import { When } from '../format/When.tsx';
import { useRead } from '../reading/use-read.ts';
import css from './operations.module.css';

/** One call of the log: what it brought as Volna read it, what it was answered, what was wrong. */
export function CallDrawer(props: { operation: string; call: string; onClose: () => void }) {
	const { t } = useTranslation('operations');
	const errorText = useErrorText();
	const { operation, call, onClose } = props;
	const read = useRead(routes.readOperationCall, { params: { operation, call } });
	const words = (found: { code: string; location: string }) =>
		t('integrations:problemAt', {
			problem: t(`integrations:problem.${found.code}`, { defaultValue: found.code }),
			location: found.location,
		});
	const opened = read.data?.id === call ? read.data : undefined;
	const copy = { copyLabel: t('common:copy'), copiedLabel: t('common:copied') };
	return (
		<Drawer
			opened
			onClose={onClose}
			position="right"
			size={560}
			title={t('callTitle')}
			closeButtonProps={{ 'aria-label': t('common:close') }}
		>
			{read.error ? (
				<ErrorState text={errorText(read.error)} retryLabel={t('common:retry')} onRetry={() => void read.refetch()} />
			) : opened === undefined ? (
				<Loader size="sm" />
			) : null}
			{opened ? (
				<div className={css.form}>
					<KeyValues
						items={[
							{ label: t('integrations:column.at'), value: <When at={opened.at} /> },
							{ label: t('integrations:column.result'), value: t(`integrations:call.${opened.state}`) },
							{ label: t('endpoint'), value: <code>{opened.endpoint}</code> },
							{ label: t('integrations:column.kind'), value: <code>{opened.kind}</code> },
							{ label: t('integrations:column.transaction'), value: <code>{opened.transactionId}</code> },
						]}
					/>
					{opened.problems.length > 0 ? (
						<Notice tone="danger">
							<ul className={css.issues}>
								{opened.problems.map((one) => (
									<li key={one.code + one.location}>{words(one)}</li>
								))}
							</ul>
						</Notice>
					) : null}
					{opened.warnings.length > 0 ? (
						<Notice tone="warning">
							<ul className={css.issues}>
								{opened.warnings.map((one) => (
									<li key={one.code + one.location}>{words(one)}</li>
								))}
							</ul>
						</Notice>
					) : null}
					<section className={css.titled}>
						<h3>{t('request')}</h3>
						<p className={css.say}>{t(opened.body === null ? 'noBody' : opened.masked ? 'bodyMasked' : 'bodyRead')}</p>
						{opened.body === null ? null : (
							<CopyField block maxHeight={320} value={JSON.stringify(opened.body, null, 2)} {...copy} />
						)}
					</section>
					<section className={css.titled}>
						<h3>{t('answer')}</h3>
						{opened.answer === null ? (
							<p className={css.say}>{t('noAnswer')}</p>
						) : (
							<CopyField block maxHeight={320} value={JSON.stringify(opened.answer, null, 2)} {...copy} />
						)}
					</section>
				</div>
			) : null}
		</Drawer>
	);
}
