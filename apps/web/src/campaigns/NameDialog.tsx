import { Button, Modal, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import css from './campaigns.module.css';

/** Asks for a name, the first thing to type. */
export function NameDialog(props: {
	opened: boolean;
	onClose: () => void;
	title: string;
	label: string;
	hint?: ReactNode;
	name?: string;
	submit: string;
	busy: boolean;
	onSubmit: (name: string) => void;
}) {
	return (
		<Modal
			opened={props.opened}
			onClose={props.onClose}
			title={props.title}
			closeButtonProps={{ 'aria-label': useTranslation('common').t('close') }}
		>
			<NameForm {...props} />
		</Modal>
	);
}

function NameForm(props: Parameters<typeof NameDialog>[0]) {
	const { t } = useTranslation('campaigns');
	const [name, setName] = useState(props.name ?? '');
	function submit(event: FormEvent) {
		event.preventDefault();
		if (name.trim() !== '') props.onSubmit(name.trim());
	}
	return (
		<form onSubmit={submit} className={css.dialog}>
			<TextInput
				label={props.label}
				description={props.hint}
				data-autofocus
				maxLength={200}
				value={name}
				onChange={(event) => setName(event.currentTarget.value)}
			/>
			<div className={css.foot}>
				<Button variant="default" onClick={props.onClose}>
					{t('common:cancel')}
				</Button>
				<Button type="submit" disabled={name.trim() === ''} loading={props.busy}>
					{props.submit}
				</Button>
			</div>
		</form>
	);
}
