import { Button, Checkbox, Select, Tooltip } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import clsx from 'clsx';
import type { RuleGroupProps, RuleGroupType, RuleGroupTypeAny } from 'react-querybuilder';
import { FilterRow } from './FilterRow.tsx';
import { useFilterForm } from './filter-form-context.ts';
import css from './filters.module.css';
import { RowMenu } from './RowMenu.tsx';

/** A frame around parts that are joined by one word; the outermost has no frame of its own. */
export function FilterGroupFrame(props: RuleGroupProps) {
	const { path, schema, actions, context } = props;
	const group = props.ruleGroup as RuleGroupType;
	const { speech, focus, scopes } = useFilterForm();
	const { t } = speech;
	const isRoot = path.length === 0;
	const isWhere = !scopes.includes('customer');
	const join = t(`join.${group.combinator}`);
	const addRow = () => {
		const id = crypto.randomUUID();
		focus.current = id;
		actions.onRuleAdd({ id, field: '', operator: '', value: {} }, path, context);
	};
	const addGroup = () => {
		const id = crypto.randomUUID();
		focus.current = id;
		const inner: RuleGroupTypeAny = {
			combinator: group.combinator === 'and' ? 'or' : 'and',
			rules: [{ id, field: '', operator: '', value: {} }],
		};
		actions.onGroupAdd(inner, path, context);
	};
	return (
		<fieldset className={clsx(css.group, isRoot && css.root)} aria-label={t('groupLabel')}>
			{(group.rules.length > 1 || !isRoot || group.not) && (
				<div className={css.groupHead}>
					<Select
						aria-label={t('combinator.label')}
						size="xs"
						w={160}
						allowDeselect={false}
						data={[
							{ value: 'and', label: t('combinator.and') },
							{ value: 'or', label: t('combinator.or') },
						]}
						value={group.combinator}
						onChange={(next) => actions.onPropChange('combinator', next, path, context)}
					/>
					<Tooltip label={t('notHint')}>
						<span>
							<Checkbox
								size="xs"
								styles={{ body: { alignItems: 'center' } }}
								label={t('not')}
								checked={group.not === true}
								onChange={(event) => actions.onPropChange('not', event.currentTarget.checked, path, context)}
							/>
						</span>
					</Tooltip>
					{!isRoot && (
						<span className={css.end}>
							<RowMenu
								label={t('groupLabel')}
								shiftUpDisabled={props.shiftUpDisabled}
								shiftDownDisabled={props.shiftDownDisabled}
								onMove={(where) => actions.moveRule(path, where, false, context)}
								onRemove={() => actions.onGroupRemove(path)}
							/>
						</span>
					)}
				</div>
			)}
			{group.rules.length === 0 && <p className={css.hint}>{t(isWhere ? 'emptyWhere' : 'empty')}</p>}
			{group.rules.map((rule, index) => {
				const shared = {
					schema,
					actions,
					context,
					path: [...path, index],
					translations: props.translations,
					shiftUpDisabled: index === 0 && isRoot,
					shiftDownDisabled: index === group.rules.length - 1 && isRoot,
				};
				const key = rule.id ?? String(index);
				return (
					<div key={key} className={css.part}>
						<span className={css.join} aria-hidden="true">
							{index === 0 ? '' : join}
						</span>
						{'rules' in rule ? (
							<FilterGroupFrame {...shared} id={key} ruleGroup={rule} />
						) : (
							<FilterRow {...shared} id={key} rule={rule} onAdd={addRow} />
						)}
					</div>
				);
			})}
			<div className={css.adders}>
				<Button size="xs" variant="default" leftSection={<IconPlus size={14} stroke={1.75} />} onClick={addRow}>
					{t('addCondition')}
				</Button>
				{path.length < 4 && (
					<Button size="xs" variant="subtle" leftSection={<IconPlus size={14} stroke={1.75} />} onClick={addGroup}>
						{t('addGroup')}
					</Button>
				)}
			</div>
		</fieldset>
	);
}
