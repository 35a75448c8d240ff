import { TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';

/** A search whose text stands in the address; what is typed goes there after 250 ms. */
export function SearchBox(props: {
	label: string;
	value: string | undefined;
	onChange: (value: string | undefined) => void;
	width?: number;
}) {
	const [typed, setTyped] = useState(props.value ?? '');
	const tell = useDebouncedCallback((value: string) => props.onChange(value.trim() || undefined), 250);
	return (
		<TextInput
			w={props.width ?? 280}
			aria-label={props.label}
			placeholder={props.label}
			type="search"
			leftSection={<IconSearch size={16} stroke={1.75} />}
			value={typed}
			onChange={(event) => {
				setTyped(event.currentTarget.value);
				tell(event.currentTarget.value);
			}}
		/>
	);
}
