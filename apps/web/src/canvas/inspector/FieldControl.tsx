import type { FieldKind } from '@volna/node-sdk';
import type { ComponentType } from 'react';
import type { FieldProps } from './field-props.ts';
import { BranchesField } from './fields/BranchesField.tsx';
import { ChoiceField } from './fields/ChoiceField.tsx';
import { DurationField } from './fields/DurationField.tsx';
import { FilterField } from './fields/FilterField.tsx';
import { HoursField } from './fields/HoursField.tsx';
import { InstantField } from './fields/InstantField.tsx';
import { ListField } from './fields/ListField.tsx';
import { NumberField } from './fields/NumberField.tsx';
import { PairsField } from './fields/PairsField.tsx';
import { RefField } from './fields/RefField.tsx';
import { TemplateField } from './fields/TemplateField.tsx';
import { TextField } from './fields/TextField.tsx';
import { ToggleField } from './fields/ToggleField.tsx';
import { IssueNotes } from './IssueNotes.tsx';
import styles from './inspector.module.css';

/** One control per kind of field. */
export const fieldControls: Readonly<Record<FieldKind, ComponentType<FieldProps>>> = {
	text: TextField,
	number: NumberField,
	percent: NumberField,
	toggle: ToggleField,
	choice: ChoiceField,
	template: TemplateField,
	duration: DurationField,
	instant: InstantField,
	hours: HoursField,
	filter: FilterField,
	ref: RefField,
	branches: BranchesField,
	list: ListField,
	pairs: PairsField,
};

/** One field by its kind, with the problems that stand under it. */
export function FieldControl(props: FieldProps) {
	const Control = fieldControls[props.field.kind];
	const path = props.path ?? props.name;
	const isContainer = props.field.options.fields !== undefined;
	return (
		<div className={styles.field} data-field={path}>
			<Control {...props} />
			<IssueNotes
				node={props.node.id}
				of={(issue) => issue.at.field === path || (!isContainer && (issue.at.field?.startsWith(`${path}.`) ?? false))}
			/>
		</div>
	);
}
