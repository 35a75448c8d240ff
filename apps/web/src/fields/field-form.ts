import { type CustomField, type FieldBody, transliterate } from '@volna/contract';

/** One value of an enum in a form; `key` is of the form, not of the database. */
export interface OptionForm {
	readonly key: string;
	readonly value: string;
	readonly name: string;
}

export interface FieldForm {
	readonly key: string;
	/** Of one that is saved already. */
	readonly id: string | undefined;
	readonly name: string;
	/** Empty: made of the name. */
	readonly systemName: string;
	readonly type: FieldBody['type'];
	readonly options: readonly OptionForm[];
	readonly description: string;
}

let serial = 0;
const nextKey = () => `new${++serial}`;

export function newOption(): OptionForm {
	return { key: nextKey(), value: '', name: '' };
}

/** A field that is not saved yet. */
export function newFieldForm(): FieldForm {
	return { key: nextKey(), id: undefined, name: '', systemName: '', type: 'string', options: [], description: '' };
}

/** A field as its form begins with it. */
export function fieldFormOf(field: CustomField): FieldForm {
	return {
		key: field.id,
		id: field.id,
		name: field.name,
		systemName: field.systemName,
		type: field.type,
		options: field.options.map((option, index) => ({ key: `${index} ${option.value}`, ...option })),
		description: field.description,
	};
}

/** The system name a form would be saved with: stated, or made of the name. */
export function systemNameOf(form: Pick<FieldForm, 'name' | 'systemName'>): string {
	return form.systemName.trim() || transliterate(form.name);
}

/** What is sent. */
export function fieldBodyOf(form: FieldForm): FieldBody {
	return {
		systemName: systemNameOf(form),
		name: form.name.trim(),
		type: form.type,
		options:
			form.type === 'enum'
				? form.options
						.filter((option) => option.value.trim() !== '' || option.name.trim() !== '')
						.map((option) => ({ value: option.value.trim() || option.name.trim(), name: option.name.trim() }))
				: [],
		description: form.description.trim(),
	};
}

export type FieldFault = 'name' | 'systemName' | 'optionsNone' | 'optionsTwice';

/** What keeps a field from being saved; null when nothing does. */
export function faultOfField(form: FieldForm): FieldFault | null {
	if (form.name.trim() === '') return 'name';
	if (!/^[A-Za-z][A-Za-z0-9_]{0,99}$/.test(systemNameOf(form))) return 'systemName';
	if (form.type !== 'enum') return null;
	const values = fieldBodyOf(form).options!.map((option) => option.value.toLowerCase());
	if (values.length === 0) return 'optionsNone';
	return new Set(values).size < values.length ? 'optionsTwice' : null;
}
