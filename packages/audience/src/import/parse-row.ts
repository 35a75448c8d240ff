import { parseZone } from '../parse-moment.ts';
import { type ImportColumn, parseColumn } from './import-column.ts';
import type { ImportNames, ImportTemplate } from './import-names.ts';
import type { ImportConsent, ImportSetup } from './import-settings.ts';
import type { RowProblem, RowRemark } from './import-states.ts';
import {
	birthDateOf,
	type Cell,
	emailOf,
	fieldCell,
	instantOf,
	phoneOf,
	sexOf,
	textOf,
	yesOrNo,
} from './parse-cell.ts';
import type { ReadRow } from './read-rows.ts';

/** What is wrong with a row, and where. `column` is the header as the file has it. */
export interface RowFault {
	readonly line: number;
	readonly column: string | null;
	readonly code: RowProblem | RowRemark;
	readonly value: string | null;
	readonly customerId?: number;
}

export type FieldName = 'firstName' | 'lastName' | 'middleName' | 'sex' | 'birthDate' | 'area' | 'timeZone';
export const fieldNames: readonly FieldName[] = [
	'firstName',
	'lastName',
	'middleName',
	'sex',
	'birthDate',
	'area',
	'timeZone',
];

/** A row as far as it was filled: what is undefined stays, null clears. */
export interface ImportRow {
	readonly line: number;
	volnaId: number | null;
	/** Beside `RowPlan.ids`; null where the cell is blank. */
	readonly ids: (string | null)[];
	phone: string | null | undefined;
	email: string | null | undefined;
	phoneConfirmed: boolean | undefined;
	phoneInvalid: boolean | undefined;
	firstName: string | null | undefined;
	lastName: string | null | undefined;
	middleName: string | null | undefined;
	sex: string | null | undefined;
	birthDate: string | null | undefined;
	area: string | null | undefined;
	timeZone: string | null | undefined;
	custom: Record<string, string | number | boolean | null> | null;
	/** Beside `RowPlan.topics`; undefined where the cell is blank. */
	readonly subscribed: (boolean | undefined)[];
	consent: ImportConsent | null;
	template: ImportTemplate | null;
	templateOfChange: ImportTemplate | null;
	actionAt: string | null;
	actionCustom: Record<string, string | number | boolean> | null;
	segmentationId: string | null;
	/** Null takes the customer out of the segmentation. */
	segmentId: string | null | undefined;
	resulting: RowIdentity | null;
	merged: RowIdentity | null;
}

export interface RowIdentity {
	readonly system: string;
	readonly kind: 'unique' | 'movable';
	readonly value: string;
}

export interface IdColumn {
	readonly system: string;
	readonly kind: 'unique' | 'movable';
	readonly header: string;
	/** May a customer be found by it. */
	readonly finds: boolean;
}

/** What the columns of a file come to, made once for all rows. */
export interface RowPlan {
	readonly ids: readonly IdColumn[];
	readonly phone: { readonly header: string; readonly finds: boolean } | null;
	readonly email: { readonly header: string; readonly finds: boolean } | null;
	readonly volnaId: { readonly header: string; readonly finds: boolean } | null;
	/** `''` is the channel itself. */
	readonly topics: readonly { readonly topic: string; readonly header: string | null }[];
	readonly fields: readonly FieldName[];
	readonly custom: readonly string[];
	parse(row: ReadRow): { readonly row: ImportRow } | { readonly faults: readonly RowFault[] };
}

type Read = (text: string, row: ImportRow) => RowProblem | null;

interface PlannedColumn {
	readonly index: number;
	readonly header: string;
	readonly read: Read;
	readonly clear: ((row: ImportRow) => void) | null;
}

const FAULTS_PER_ROW = 5;
const CLEAR = '\\N';
// biome-ignore lint/suspicious/noControlCharactersInRegex: a file may hold any.
const BAD_LETTERS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffd]/;

/** Makes the plan of a set-up that `checkSetup` found sound. `now` is the database's clock; it says what lies ahead. */
export function planRows(setup: ImportSetup, headers: readonly string[], names: ImportNames): RowPlan {
	return new Planner(setup, headers, names).plan();
}

class Planner {
	readonly #setup: ImportSetup;
	readonly #headers: readonly string[];
	readonly #names: ImportNames;
	readonly #ids: IdColumn[] = [];
	readonly #topics: { topic: string; header: string | null }[] = [];
	readonly #fields: FieldName[] = [];
	readonly #custom: string[] = [];
	readonly #contacts: { phone: RowPlan['phone']; email: RowPlan['email']; volnaId: RowPlan['volnaId'] } = {
		phone: null,
		email: null,
		volnaId: null,
	};

	constructor(setup: ImportSetup, headers: readonly string[], names: ImportNames) {
		this.#setup = setup;
		this.#headers = headers;
		this.#names = names;
	}

	plan(): RowPlan {
		const columns: PlannedColumn[] = [];
		for (const [index, text] of this.#setup.columns.entries()) {
			const column = text === null ? undefined : parseColumn(text);
			if (!column) continue;
			const header = this.#headers[index] ?? text!;
			columns.push({ index, header, ...this.#column(column, text!, header) });
		}
		const { agreed } = this.#setup.settings;
		if (this.#topics.length === 0 && agreed) for (const topic of agreed) this.#topics.push({ topic, header: null });
		columns.sort((one, other) => rankOf(this.#setup.columns[one.index]!) - rankOf(this.#setup.columns[other.index]!));
		const parser = new RowParser(this.#setup, columns, this.#ids.length, this.#topics, this.#names.now);
		return {
			...this.#contacts,
			ids: this.#ids,
			topics: this.#topics,
			fields: this.#fields,
			custom: this.#custom,
			parse: (row) => parser.parse(row),
		};
	}

	#column(column: ImportColumn, text: string, header: string): Pick<PlannedColumn, 'read' | 'clear'> {
		const { findBy } = this.#setup.settings;
		const finds = findBy === null || findBy.includes(text);
		const { zone, now } = this.#names;
		switch (column.is) {
			case 'VolnaId':
				this.#contacts.volnaId = { header, finds };
				return { read: readVolnaId, clear: null };
			case 'Id':
				return this.#id(column.name, header, finds);
			case 'MobilePhone':
				this.#contacts.phone = { header, finds };
				return set(phoneOf, 'phone');
			case 'Email':
				this.#contacts.email = { header, finds };
				return set(emailOf, 'email');
			case 'IsMobilePhoneConfirmed':
				return { ...set(yesOrNo, 'phoneConfirmed'), clear: null };
			case 'IsMobilePhoneInvalid':
				return { ...set(yesOrNo, 'phoneInvalid'), clear: null };
			case 'LastName':
				return this.#field(textOf(200), 'lastName');
			case 'FirstName':
				return this.#field(textOf(200), 'firstName');
			case 'MiddleName':
				return this.#field(textOf(200), 'middleName');
			case 'Sex':
				return this.#field(sexOf, 'sex');
			case 'BirthDate':
				// A day ahead: it is tomorrow already somewhere.
				return this.#field(birthDateOf(new Date(now.getTime() + 86_400_000).toISOString().slice(0, 10)), 'birthDate');
			case 'Area':
				return this.#field(textOf(200), 'area');
			case 'TimeZone':
				return this.#field(zoneOf, 'timeZone');
			case 'IsSubscribed':
			case 'IsSubscribedBySms':
			case 'IsSubscribedBySmsOn':
				return this.#subscription(column, header);
			case 'ConsentSource':
				return consentPart(textOf(200), 'source');
			case 'ConsentAt':
				return consentPart(instantOf(zone, now), 'at');
			case 'ConsentEvidence':
				return consentPart(textOf(1000), 'evidence');
			case 'LastUpdateActionTemplate':
				return { read: this.#template('templateOfChange', true), clear: null };
			case 'ActionTemplate':
				return { read: this.#template('template', false), clear: null };
			case 'ActionAt':
				return { ...set(instantOf(zone, now), 'actionAt'), clear: null };
			case 'ActionField':
				return { read: actionField(column.name, zone, this.#setup.settings.templateId, this.#names), clear: null };
			case 'Segmentation':
				return { read: this.#segmentation(), clear: null };
			case 'Segment':
				return { read: this.#segment(), clear: null };
			case 'ResultingId':
				return { read: this.#identity('resulting', column.name), clear: null };
			case 'MergedId':
				return { read: this.#identity('merged', column.name), clear: null };
			case 'Custom':
				return this.#customField(column.name, header, finds);
		}
	}

	#field(read: (text: string) => Cell<string>, name: FieldName): Pick<PlannedColumn, 'read' | 'clear'> {
		this.#fields.push(name);
		return set(read, name);
	}

	#id(name: string, header: string, finds: boolean): Pick<PlannedColumn, 'read' | 'clear'> {
		const system = this.#names.systems.get(name.toLowerCase());
		const place = this.#ids.length;
		this.#ids.push({ system: system?.name ?? name, kind: system?.kind ?? 'unique', header, finds });
		return {
			read(text, row) {
				if (text.length > 200) return 'bad-id';
				row.ids[place] = text;
				return null;
			},
			clear: null,
		};
	}

	#subscription(column: ImportColumn, header: string): Pick<PlannedColumn, 'read' | 'clear'> {
		const topic = column.is === 'IsSubscribedBySmsOn' ? column.name.toLowerCase() : '';
		const known = this.#topics.findIndex((entry) => entry.topic === topic);
		const place = known === -1 ? this.#topics.push({ topic, header }) - 1 : known;
		return {
			read(text, row) {
				const cell = yesOrNo(text);
				if (!cell.ok) return cell.problem;
				row.subscribed[place] = cell.value;
				return null;
			},
			clear: null,
		};
	}

	#template(place: 'template' | 'templateOfChange', personal: boolean): Read {
		return (text, row) => {
			const template = this.#names.templates.get(text.toLowerCase());
			if (!template) return 'unknown-template';
			if (!template.usage.includes('import')) return 'template-usage';
			if (personal && !template.personal) return 'template-not-personal';
			row[place] = template;
			return null;
		};
	}

	#segmentation(): Read {
		return (text, row) => {
			const found = this.#names.segmentations.get(text.toLowerCase());
			if (!found) return 'unknown-segmentation';
			row.segmentationId = found.id;
			row.segmentId = null;
			return null;
		};
	}

	#segment(): Read {
		const byId = new Map([...this.#names.segmentations.values()].map((entry) => [entry.id, entry]));
		return (text, row) => {
			// The fault is the segmentation's then.
			if (row.segmentationId === null) return null;
			const id = byId.get(row.segmentationId)?.segments.get(text.toLowerCase());
			if (!id) return 'unknown-segment';
			row.segmentId = id;
			return null;
		};
	}

	#identity(place: 'resulting' | 'merged', name: string): Read {
		const system = this.#names.systems.get(name.toLowerCase());
		return (text, row) => {
			if (text.length > 200) return 'bad-id';
			row[place] = { system: system?.name ?? name, kind: system?.kind ?? 'unique', value: text };
			return null;
		};
	}

	#customField(name: string, header: string, finds: boolean): Pick<PlannedColumn, 'read' | 'clear'> {
		const field = this.#names.fields.get(name.toLowerCase());
		if (field?.type === 'unique_id') return this.#uniqueField(field.systemName, header, finds);
		const read = fieldCell(field!, this.#names.zone);
		const key = field!.systemName;
		this.#custom.push(key);
		const put = (row: ImportRow, value: string | number | boolean | null) => {
			row.custom ??= {};
			row.custom[key] = value;
		};
		return {
			read(text, row) {
				const cell = read(text);
				if (!cell.ok) return cell.problem;
				put(row, cell.value);
				return null;
			},
			clear: (row) => put(row, null),
		};
	}

	/** A unique id is an identifier and a value of the customer's own. */
	#uniqueField(key: string, header: string, finds: boolean): Pick<PlannedColumn, 'read' | 'clear'> {
		const id = this.#id(key, header, finds);
		this.#custom.push(key);
		return {
			read(text, row) {
				row.custom ??= {};
				row.custom[key] = text;
				return id.read(text, row);
			},
			clear: null,
		};
	}
}

/** A segmentation is read before its segment, a template before its fields. */
function rankOf(column: string): number {
	return column === 'Segment' || column.startsWith('ActionField:') ? 1 : 0;
}

class RowParser {
	readonly #setup: ImportSetup;
	readonly #columns: readonly PlannedColumn[];
	readonly #ids: number;
	readonly #topics: RowPlan['topics'];
	readonly #width: number;
	readonly #now: Date;

	constructor(
		setup: ImportSetup,
		columns: readonly PlannedColumn[],
		ids: number,
		topics: RowPlan['topics'],
		now: Date,
	) {
		this.#now = now;
		this.#setup = setup;
		this.#columns = columns;
		this.#ids = ids;
		this.#topics = topics;
		this.#width = setup.columns.length;
	}

	parse(read: ReadRow): { readonly row: ImportRow } | { readonly faults: readonly RowFault[] } {
		const { line, cells } = read;
		if (read.problem) return { faults: [{ line, column: null, code: read.problem, value: null }] };
		// A delimiter within a value that is not quoted moves all cells after it.
		if (cells.length > this.#width && cells.slice(this.#width).some((cell) => cell.trim() !== '')) {
			return { faults: [{ line, column: null, code: 'extra-cells', value: cells[this.#width]!.slice(0, 200) }] };
		}
		const row = this.#emptyRow(line);
		let faults: RowFault[] | null = null;
		for (const column of this.#columns) {
			const code = readCell(cells[column.index], column, row);
			if (code === null) continue;
			faults ??= [];
			if (faults.length < FAULTS_PER_ROW) {
				faults.push({ line, column: column.header, code, value: cells[column.index]!.slice(0, 200) });
			}
		}
		if (faults) return { faults };
		const fault = this.#complete(row);
		return fault ? { faults: [fault] } : { row };
	}

	#emptyRow(line: number): ImportRow {
		const { agreed } = this.#setup.settings;
		return {
			line,
			volnaId: null,
			ids: new Array(this.#ids).fill(null),
			phone: undefined,
			email: undefined,
			phoneConfirmed: undefined,
			phoneInvalid: undefined,
			firstName: undefined,
			lastName: undefined,
			middleName: undefined,
			sex: undefined,
			birthDate: undefined,
			area: undefined,
			timeZone: undefined,
			custom: null,
			subscribed: this.#topics.map(({ header }) => (header === null && agreed ? true : undefined)),
			consent: null,
			template: null,
			templateOfChange: null,
			actionAt: null,
			actionCustom: null,
			segmentationId: null,
			segmentId: undefined,
			resulting: null,
			merged: null,
		};
	}

	/** What no single cell shows: nobody is named, or a "yes" has nothing behind it. */
	#complete(row: ImportRow): RowFault | null {
		const fault = (code: RowProblem, column: string | null = null): RowFault => ({
			line: row.line,
			column,
			code,
			value: null,
		});
		if (
			this.#setup.kind !== 'merge' &&
			row.volnaId === null &&
			!row.phone &&
			!row.email &&
			row.ids.every((id) => id === null)
		) {
			return fault('no-identifier');
		}
		if (this.#setup.kind === 'actions' && !row.template && !this.#setup.settings.templateId)
			return fault('unknown-template');
		if (row.template && row.actionAt && row.actionAt < oldestOf(row.template, this.#now)) return fault('too-old');
		if (this.#setup.kind === 'membership' && row.segmentationId === null) return fault('unknown-segmentation');
		if (row.subscribed.includes(true)) {
			const { consent } = this.#setup.settings;
			const source = row.consent?.source || consent?.source;
			const at = row.consent?.at || consent?.at;
			if (!source || !at) return fault('consent-required', this.#topics[row.subscribed.indexOf(true)]!.header);
			row.consent = { source, at, evidence: row.consent?.evidence ?? consent?.evidence ?? null };
		}
		return null;
	}
}

/** Actions are kept for so many months; ISO 8601 in UTC, as `actionAt` is. */
function oldestOf(template: ImportTemplate, now: Date): string {
	const oldest = new Date(now);
	oldest.setUTCMonth(oldest.getUTCMonth() - template.retentionMonths);
	return oldest.toISOString();
}

function readCell(cell: string | undefined, column: PlannedColumn, row: ImportRow): RowProblem | null {
	if (cell === undefined || cell === '') return null;
	const text = cell.trim();
	if (text === '') return null;
	if (BAD_LETTERS.test(text)) return 'bad-letters';
	if (text !== CLEAR) return column.read(text, row);
	if (!column.clear) return 'not-cleared';
	column.clear(row);
	return null;
}

function readVolnaId(text: string, row: ImportRow): RowProblem | null {
	const id = Number(text);
	if (!/^\d{1,15}$/.test(text) || id < 1) return 'bad-id';
	row.volnaId = id;
	return null;
}

function zoneOf(text: string): Cell<string> {
	const zone = parseZone(text);
	return zone ? { ok: true, value: zone } : { ok: false, problem: 'bad-zone' };
}

type Settable = 'phone' | 'email' | 'phoneConfirmed' | 'phoneInvalid' | 'actionAt' | FieldName;

function set<T extends string | boolean>(
	read: (text: string) => Cell<T>,
	name: Settable,
): Pick<PlannedColumn, 'read' | 'clear'> {
	return {
		read(text, row) {
			const cell = read(text);
			if (!cell.ok) return cell.problem;
			(row as Record<Settable, unknown>)[name] = cell.value;
			return null;
		},
		clear(row) {
			(row as Record<Settable, unknown>)[name] = null;
		},
	};
}

function consentPart(
	read: (text: string) => Cell<string>,
	part: keyof ImportConsent,
): Pick<PlannedColumn, 'read' | 'clear'> {
	return {
		read(text, row) {
			const cell = read(text);
			if (!cell.ok) return cell.problem;
			row.consent = { ...(row.consent ?? { source: '', at: '', evidence: null }), [part]: cell.value };
			return null;
		},
		clear: null,
	};
}

/** A field's type is the row's template's; a field the template does not have is kept as text. */
function actionField(name: string, zone: string, templateId: string | null, names: ImportNames): Read {
	const readers = new Map<ImportTemplate, (text: string) => Cell<string | number | boolean>>();
	const readerOf = (template: ImportTemplate) => {
		let reader = readers.get(template);
		if (!reader) {
			const field = template.fields.find((one) => one.systemName.toLowerCase() === name.toLowerCase());
			reader = field ? fieldCell(field, zone) : textOf(2000);
			readers.set(template, reader);
		}
		return reader;
	};
	return (text, row) => {
		const template = row.template ?? (templateId ? names.templateById.get(templateId) : undefined);
		if (!template) return null;
		const cell = readerOf(template)(text);
		if (!cell.ok) return cell.problem;
		row.actionCustom ??= {};
		row.actionCustom[name] = cell.value;
		return null;
	};
}
