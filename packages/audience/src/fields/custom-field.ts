import type { CustomFieldType } from '../states.ts';

/** One value of an enum: `value` as calls and files say it, `name` for people. */
export interface FieldOption {
	readonly value: string;
	readonly name: string;
}

/** A custom field as it is declared. */
export interface CustomField {
	readonly id: string;
	readonly entity: 'customer' | 'action';
	/** The action template whose actions carry it. */
	readonly templateId: string | null;
	readonly systemName: string;
	readonly name: string;
	readonly type: CustomFieldType;
	readonly options: readonly FieldOption[];
	readonly description: string;
	readonly position: number;
	readonly revision: number;
	readonly archived: boolean;
}

/** What a person states of a field. */
export interface FieldInput {
	readonly systemName: string;
	readonly name: string;
	readonly type: CustomFieldType;
	readonly options?: readonly FieldOption[];
	readonly description?: string;
}

/** Values of an enum that a field may have at most. */
export const optionLimit = 200;

/** The first thing that is wrong with a field as stated, before the database is asked; null when nothing is. */
export function faultOfField(input: FieldInput): 'system-name' | 'name' | 'options' | null {
	if (!/^[A-Za-z][A-Za-z0-9_]{0,99}$/.test(input.systemName)) return 'system-name';
	if (input.name.trim() === '') return 'name';
	const options = input.options ?? [];
	if (input.type !== 'enum') return null;
	const values = options.map((option) => option.value.trim().toLowerCase());
	const bad = values.length === 0 || values.length > optionLimit || values.some((value) => value === '');
	return bad || new Set(values).size < values.length ? 'options' : null;
}

/** Options as they are stored: trimmed, an empty name is the value's. Fields of other types have none. */
export function storedOptions(input: FieldInput): FieldOption[] {
	if (input.type !== 'enum') return [];
	return (input.options ?? []).map((option) => {
		const value = option.value.trim();
		return { value, name: option.name.trim() || value };
	});
}
