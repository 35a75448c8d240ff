import { Menu, Tooltip } from '@mantine/core';
import { IconChevronDown, type TablerIcon } from '@tabler/icons-react';
import clsx from 'clsx';
import { type MouseEvent, type ReactNode, useId, useState } from 'react';
import css from './SideNav.module.css';

export interface NavEntry {
	readonly key: string;
	readonly label: string;
	readonly icon: TablerIcon;
	readonly href: string;
	readonly active: boolean;
	readonly children?: readonly { key: string; label: string; href: string; active: boolean }[];
}

export interface SideNavProps {
	/** What the landmark is called. */
	readonly label: string;
	readonly entries: readonly NavEntry[];
	readonly foot?: readonly NavEntry[];
	readonly brand: ReactNode;
	readonly brandLabel: string;
	/** Called instead of following the link, unless a modifier key asks for a new tab. */
	readonly onNavigate: (href: string) => void;
}

/** The dark navigation, 208 px wide. */
export function SideNav(props: SideNavProps) {
	return (
		<nav className={css.nav} aria-label={props.label}>
			<Brand {...props} />
			{props.entries.map((entry) =>
				entry.children ? (
					<Group key={entry.key} entry={entry} onNavigate={props.onNavigate} />
				) : (
					<Entry key={entry.key} entry={entry} onNavigate={props.onNavigate} />
				),
			)}
			<span className={css.gap} />
			{props.foot?.map((entry) => (
				<Entry key={entry.key} entry={entry} onNavigate={props.onNavigate} />
			))}
		</nav>
	);
}

/** The same navigation as a rail of icons, 56 px wide. */
export function AppRail(props: SideNavProps) {
	return (
		<nav className={clsx(css.nav, css.rail)} aria-label={props.label}>
			<Brand {...props} />
			{props.entries.map((entry) => (
				<RailEntry key={entry.key} entry={entry} onNavigate={props.onNavigate} />
			))}
			<span className={css.gap} />
			{props.foot?.map((entry) => (
				<RailEntry key={entry.key} entry={entry} onNavigate={props.onNavigate} />
			))}
		</nav>
	);
}

type Navigate = SideNavProps['onNavigate'];

function Brand({ brand, brandLabel, onNavigate }: SideNavProps) {
	return (
		<a className={css.brand} href="/" aria-label={brandLabel} onClick={(event) => follow(event, '/', onNavigate)}>
			{brand}
		</a>
	);
}

function Entry({ entry, onNavigate }: { entry: NavEntry; onNavigate: Navigate }) {
	const Icon = entry.icon;
	return (
		<a
			className={clsx(css.entry, entry.active && css.on)}
			href={entry.href}
			aria-current={entry.active ? 'page' : undefined}
			onClick={(event) => follow(event, entry.href, onNavigate)}
		>
			<Icon size={18} stroke={1.75} aria-hidden />
			<span>{entry.label}</span>
		</a>
	);
}

function Group({ entry, onNavigate }: { entry: NavEntry; onNavigate: Navigate }) {
	const [opened, setOpened] = useState(entry.active);
	const id = useId();
	const Icon = entry.icon;
	const open = opened || entry.active;
	return (
		<>
			<button
				type="button"
				className={clsx(css.entry, entry.active && css.within)}
				aria-expanded={open}
				aria-controls={id}
				onClick={() => setOpened(!opened)}
			>
				<Icon size={18} stroke={1.75} aria-hidden />
				<span>{entry.label}</span>
				<IconChevronDown size={14} stroke={1.75} aria-hidden className={clsx(css.chevron, open && css.turned)} />
			</button>
			<div id={id} hidden={!open} className={css.children}>
				{entry.children?.map((child) => (
					<a
						key={child.key}
						className={clsx(css.child, child.active && css.on)}
						href={child.href}
						aria-current={child.active ? 'page' : undefined}
						onClick={(event) => follow(event, child.href, onNavigate)}
					>
						{child.label}
					</a>
				))}
			</div>
		</>
	);
}

function RailEntry({ entry, onNavigate }: { entry: NavEntry; onNavigate: Navigate }) {
	const Icon = entry.icon;
	if (!entry.children) {
		return (
			<Tooltip label={entry.label} position="right">
				<a
					className={clsx(css.entry, entry.active && css.on)}
					href={entry.href}
					aria-label={entry.label}
					aria-current={entry.active ? 'page' : undefined}
					onClick={(event) => follow(event, entry.href, onNavigate)}
				>
					<Icon size={18} stroke={1.75} aria-hidden />
				</a>
			</Tooltip>
		);
	}
	return (
		<Menu position="right-start" shadow="lg">
			<Menu.Target>
				<button
					type="button"
					className={clsx(css.entry, entry.active && css.on)}
					aria-label={entry.label}
					title={entry.label}
				>
					<Icon size={18} stroke={1.75} aria-hidden />
				</button>
			</Menu.Target>
			<Menu.Dropdown>
				{entry.children.map((child) => (
					<Menu.Item
						key={child.key}
						component="a"
						href={child.href}
						onClick={(event: MouseEvent) => follow(event, child.href, onNavigate)}
					>
						{child.label}
					</Menu.Item>
				))}
			</Menu.Dropdown>
		</Menu>
	);
}

function follow(event: MouseEvent, href: string, onNavigate: Navigate): void {
	if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
	event.preventDefault();
	onNavigate(href);
}
