import { ActionIcon, Button, Drawer, Loader, Menu, TextInput } from '@mantine/core';
import { IconArchive, IconArchiveOff, IconDots, IconPencil, IconPlus } from '@tabler/icons-react';
import { type Category, routes } from '@volna/contract';
import { ErrorState, Notice, StatePill } from '@volna/ui';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../format/use-error-text.ts';
import { useChange } from '../reading/use-change.ts';
import { useRead } from '../reading/use-read.ts';
import { useRight } from '../session/use-right.ts';
import { categoryName } from './category-names.ts';
import { InUseDialog } from './InUseDialog.tsx';
import css from './templates.module.css';

const stale = ['listCategories', 'listActionTemplates'] as const;

/** The dictionary of categories: level I is fixed, II and III are added, renamed and archived by people. */
export function CategoriesDrawer({ opened, onClose }: { opened: boolean; onClose: () => void }) {
	const { t } = useTranslation('templates');
	const errorText = useErrorText();
	const read = useRead(routes.listCategories, {}, { enabled: opened });
	return (
		<Drawer
			opened={opened}
			onClose={onClose}
			position="right"
			size={560}
			title={t('dictionary')}
			closeButtonProps={{ 'aria-label': t('common:close') }}
		>
			{read.error ? (
				<ErrorState text={errorText(read.error)} retryLabel={t('common:retry')} onRetry={() => void read.refetch()} />
			) : read.data ? (
				<Dictionary categories={read.data.items} />
			) : (
				<Loader size="sm" aria-label={t('common:loading')} />
			)}
		</Drawer>
	);
}

type Editing = { readonly of: Category; readonly what: 'rename' | 'inside' };

function Dictionary({ categories }: { categories: readonly Category[] }) {
	const { t } = useTranslation('templates');
	const may = useRight('edit');
	const [editing, setEditing] = useState<Editing | null>(null);
	const close = () => setEditing(null);
	const create = useChange(routes.createCategory, { stale, quiet: true, done: close });
	const rename = useChange(routes.renameCategory, { stale, quiet: true, done: close });
	const archive = useChange(routes.archiveCategory, { stale, quiet: true });
	const restore = useChange(routes.restoreCategory, { stale });

	function edit(of: Category, what: Editing['what']) {
		create.reset();
		rename.reset();
		setEditing({ of, what });
	}

	function form(of: Category, what: Editing['what']) {
		if (editing?.of.id !== of.id || editing.what !== what) return null;
		return (
			<CategoryForm
				names={what === 'rename' ? of : null}
				busy={create.isPending || rename.isPending}
				error={create.error ?? rename.error}
				onCancel={close}
				onSubmit={(names) => {
					if (what === 'inside') create.mutate({ body: { parent: of.id, ...names } });
					else rename.mutate({ params: { category: of.id }, revision: of.revision, body: names });
				}}
			/>
		);
	}

	const render = (category: Category) => {
		const inside = categories.filter((one) => one.parent === category.id);
		return (
			<li key={category.id}>
				{form(category, 'rename') ?? (
					<Line
						category={category}
						may={may}
						onRename={() => edit(category, 'rename')}
						onInside={() => edit(category, 'inside')}
						onArchive={() => archive.mutate({ params: { category: category.id } })}
						onRestore={() => restore.mutate({ params: { category: category.id } })}
					/>
				)}
				{inside.length > 0 || editing?.of.id === category.id ? (
					<ul className={css.dictionary}>
						{inside.map(render)}
						{editing?.what === 'inside' && editing.of.id === category.id ? <li>{form(category, 'inside')}</li> : null}
					</ul>
				) : null}
			</li>
		);
	};
	return (
		<>
			<p className={css.hint}>{t('dictionarySays')}</p>
			<ul className={css.dictionary}>{categories.filter((one) => one.level === 1).map(render)}</ul>
			<InUseDialog error={archive.error} onClose={() => archive.reset()} />
		</>
	);
}

function Line(props: {
	category: Category;
	may: boolean;
	onRename: () => void;
	onInside: () => void;
	onArchive: () => void;
	onRestore: () => void;
}) {
	const { t, i18n } = useTranslation('templates');
	const { category, may } = props;
	const name = categoryName(category, i18n.language);
	const other = i18n.language === 'en' ? category.nameRu : category.nameEn;
	return (
		<div className={css.category} data-level={category.level}>
			<span className={css.categoryName}>
				{name}
				{category.level > 1 && other !== name ? <span className={css.hint}> {other}</span> : null}
			</span>
			{category.archived ? <StatePill tone="neutral" label={t('archived')} /> : null}
			<Menu position="bottom-end" width={220} disabled={!may}>
				<Menu.Target>
					<ActionIcon variant="subtle" color="gray" disabled={!may} aria-label={t('categoryMenu', { name })}>
						<IconDots size={16} stroke={1.75} />
					</ActionIcon>
				</Menu.Target>
				<Menu.Dropdown>
					{category.archived ? (
						<Menu.Item leftSection={<IconArchiveOff size={16} stroke={1.75} />} onClick={props.onRestore}>
							{t('restore')}
						</Menu.Item>
					) : (
						<>
							{category.level < 3 ? (
								<Menu.Item leftSection={<IconPlus size={16} stroke={1.75} />} onClick={props.onInside}>
									{t('categoryAdd')}
								</Menu.Item>
							) : null}
							{category.level > 1 ? (
								<>
									<Menu.Item leftSection={<IconPencil size={16} stroke={1.75} />} onClick={props.onRename}>
										{t('rename')}
									</Menu.Item>
									<Menu.Item leftSection={<IconArchive size={16} stroke={1.75} />} onClick={props.onArchive}>
										{t('archive')}
									</Menu.Item>
								</>
							) : null}
						</>
					)}
				</Menu.Dropdown>
			</Menu>
		</div>
	);
}

function CategoryForm(props: {
	names: { nameRu: string; nameEn: string } | null;
	busy: boolean;
	error: Error | null;
	onCancel: () => void;
	onSubmit: (names: { nameRu: string; nameEn: string }) => void;
}) {
	const { t } = useTranslation('templates');
	const errorText = useErrorText();
	const [nameRu, setNameRu] = useState(props.names?.nameRu ?? '');
	const [nameEn, setNameEn] = useState(props.names?.nameEn ?? '');
	const [ru, en] = [nameRu.trim(), nameEn.trim()];
	function submit(event: FormEvent) {
		event.preventDefault();
		// A name in one language serves both until the other is given.
		if (ru || en) props.onSubmit({ nameRu: ru || en, nameEn: en || ru });
	}
	return (
		<form className={css.categoryForm} onSubmit={submit}>
			<TextInput
				label={t('nameRu')}
				autoFocus
				maxLength={200}
				value={nameRu}
				onChange={(event) => setNameRu(event.currentTarget.value)}
			/>
			<TextInput
				label={t('nameEn')}
				placeholder={ru}
				maxLength={200}
				value={nameEn}
				onChange={(event) => setNameEn(event.currentTarget.value)}
			/>
			{props.error ? <Notice tone="danger">{errorText(props.error)}</Notice> : null}
			<div className={css.foot}>
				<Button size="xs" variant="default" onClick={props.onCancel}>
					{t('common:cancel')}
				</Button>
				<Button size="xs" type="submit" disabled={!ru && !en} loading={props.busy}>
					{t('common:save')}
				</Button>
			</div>
		</form>
	);
}
