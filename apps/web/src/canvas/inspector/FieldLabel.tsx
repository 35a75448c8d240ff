import { Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTexts } from '../model/texts.ts';
import type { FieldProps } from './field-props.ts';
import styles from './inspector.module.css';

/** A field's name, its explanation under the pointer, and what stands at the right. */
export function FieldLabel({
	node,
	name,
	htmlFor,
	children,
}: Pick<FieldProps, 'node' | 'name'> & { htmlFor?: string; children?: ReactNode }) {
	const texts = useTexts();
	const help = texts.node(node.type, `config.${name}.help`);
	const label = texts.node(node.type, `config.${name}.label`) || name;
	return (
		<div className={styles.label}>
			<Tooltip label={help} disabled={!help} position="top-start">
				{htmlFor ? <label htmlFor={htmlFor}>{label}</label> : <span>{label}</span>}
			</Tooltip>
			{children && <span className={styles.labelEnd}>{children}</span>}
		</div>
	);
}

/** The field's name for whoever hears it. */
export function useFieldName({ node, name }: Pick<FieldProps, 'node' | 'name'>): string {
	const texts = useTexts();
	return texts.node(node.type, `config.${name}.label`) || name;
}
