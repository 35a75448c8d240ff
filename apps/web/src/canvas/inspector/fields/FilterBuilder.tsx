import { MantineValueSelector, mantineControlElements } from '@react-querybuilder/mantine';
import { type Filter, filterFieldOf, filterFields, filterOperators } from '@volna/node-sdk';
import { type ComponentProps, useMemo } from 'react';
import { QueryBuilder, type Field as QueryField, type RuleGroupType, type Translations } from 'react-querybuilder';
import 'react-querybuilder/dist/query-builder-layout.css';
import { useFacts } from '../../canvas-context.ts';
import { filterFieldName } from '../../model/filter-sentence.ts';
import { useTexts } from '../../model/texts.ts';
import { FilterValueEditor } from './FilterValueEditor.tsx';
import styles from './filter.module.css';
import { filterOf, queryOf } from './filter-query.ts';

// Its Mantine part is typed for another release of the builder; the controls themselves are the same.
const controls = {
	...mantineControlElements,
	valueSelector: LabelledSelector,
	fieldSelector: LabelledSelector,
	operatorSelector: LabelledSelector,
	combinatorSelector: LabelledSelector,
	valueEditor: FilterValueEditor,
} as never;

/** Rows of field, operator and value; frames of "and", "or", "not". */
export function FilterBuilder({
	filter,
	inFlow,
	onChange,
}: {
	filter: Filter | undefined;
	inFlow: boolean;
	onChange: (filter: Filter) => void;
}) {
	const texts = useTexts();
	const { snapshot, names } = useFacts();
	const fields = useMemo((): QueryField[] => {
		const custom = (snapshot.customerFields ?? []).map((field) => `customer.custom.${field.name}`);
		const offered = filterFields
			.filter((field) => field.scope === 'customer' || (inFlow && field.scope === 'flow'))
			.map((field) => field.field);
		return [...offered, ...custom].map((name) => ({ name, label: filterFieldName(name, texts, names) }));
	}, [snapshot, names, inFlow, texts]);
	const translations = useMemo((): Partial<Translations> => {
		const word = (key: string) => ({ label: texts.t(`filter.${key}`), title: texts.t(`filter.${key}`) });
		return {
			addRule: word('add-rule'),
			addGroup: word('add-group'),
			removeRule: { label: '×', title: texts.t('form.remove') },
			removeGroup: { label: '×', title: texts.t('form.remove') },
			notToggle: word('not-toggle'),
			fields: { title: texts.t('filter.field-label') },
			operators: { title: texts.t('filter.operator-label') },
			value: { title: texts.t('filter.value-label') },
			combinators: { title: texts.t('filter.combinator-label') },
		};
	}, [texts]);
	const query = useMemo(() => queryOf(filter), [filter]);
	return (
		<div className={styles.builder}>
			<QueryBuilder
				query={query}
				onQueryChange={(next: RuleGroupType) => onChange(filterOf(next))}
				fields={fields}
				getOperators={(field) => operatorsOf(field).map((name) => ({ name, label: texts.t(`filter.op.${name}`) }))}
				getDefaultOperator={(field) => operatorsOf(field)[0] ?? 'eq'}
				getDefaultValue={() => undefined}
				combinators={[
					{ name: 'and', label: texts.t('filter.and') },
					{ name: 'or', label: texts.t('filter.or') },
				]}
				showNotToggle
				listsAsArrays
				resetOnOperatorChange={false}
				resetOnFieldChange
				translations={translations as Translations}
				controlElements={controls}
			/>
		</div>
	);
}

function operatorsOf(field: string): readonly string[] {
	const known = filterFieldOf(field);
	return known ? filterOperators[known.type] : filterOperators.string;
}

/** The builder names its menus by title alone, which is no name for whoever hears it. */
function LabelledSelector(props: ComponentProps<typeof MantineValueSelector>) {
	return <MantineValueSelector {...props} aria-label={props.title} />;
}
