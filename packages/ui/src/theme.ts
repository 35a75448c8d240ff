import {
	type CSSVariablesResolver,
	createTheme,
	type MantineColorsTuple,
	type MantineThemeOverride,
} from '@mantine/core';

const overlay = { color: '#0d2531', backgroundOpacity: 0.35 };
const shades = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
const sea = shades.map((shade) => `var(--sea-${shade})`) as unknown as MantineColorsTuple;

/**
 * The Mantine theme of Volna. Sizes are those of `tokens.css`; control heights (32, small 28) are set in `styles.css`,
 * because Mantine declares them on the component's own class.
 */
export const theme: MantineThemeOverride = createTheme({
	primaryColor: 'sea',
	primaryShade: 7,
	colors: { sea },
	white: '#ffffff',
	black: 'var(--text)',
	fontFamily: 'var(--font)',
	fontFamilyMonospace: 'var(--mono)',
	fontSizes: { xs: 'var(--fs-12)', sm: 'var(--fs-13)', md: 'var(--fs-14)', lg: 'var(--fs-16)', xl: 'var(--fs-20)' },
	lineHeights: {
		xs: 'var(--lh-12)',
		sm: 'var(--lh-13)',
		md: 'var(--lh-14)',
		lg: 'var(--lh-16)',
		xl: 'var(--lh-20)',
	},
	spacing: { xs: 'var(--s-4)', sm: 'var(--s-8)', md: 'var(--s-12)', lg: 'var(--s-16)', xl: 'var(--s-24)' },
	radius: { xs: 'var(--r-4)', sm: 'var(--r-6)', md: 'var(--r-8)', lg: 'var(--r-10)', xl: 'var(--r-12)' },
	defaultRadius: 'sm',
	shadows: {
		xs: 'var(--shadow-1)',
		sm: 'var(--shadow-1)',
		md: 'var(--shadow-2)',
		lg: 'var(--shadow-3)',
		xl: 'var(--shadow-3)',
	},
	headings: {
		fontFamily: 'var(--font)',
		fontWeight: '600',
		sizes: {
			h1: { fontSize: 'var(--fs-20)', lineHeight: 'var(--lh-20)' },
			h2: { fontSize: 'var(--fs-16)', lineHeight: 'var(--lh-16)' },
			h3: { fontSize: 'var(--fs-14)', lineHeight: 'var(--lh-14)' },
		},
	},
	cursorType: 'pointer',
	respectReducedMotion: true,
	components: {
		Text: { defaultProps: { size: 'sm' } },
		Tooltip: { defaultProps: { openDelay: 300, transitionProps: { duration: 120 } } },
		Popover: { defaultProps: { shadow: 'lg', radius: 'lg' } },
		Modal: { defaultProps: { radius: 'xl', shadow: 'xl', centered: true, overlayProps: overlay } },
		Drawer: { defaultProps: { shadow: 'xl', overlayProps: overlay } },
	},
});

/** Mantine's own variables, said in tokens, so that every component of Mantine follows both themes. */
export const variablesResolver: CSSVariablesResolver = () => {
	const both = {
		'--mantine-primary-color-contrast': 'var(--text-on-brand)',
		'--mantine-color-bright': 'var(--text)',
		'--mantine-color-text': 'var(--text)',
		'--mantine-color-body': 'var(--bg-surface)',
		'--mantine-color-error': 'var(--danger)',
		'--mantine-color-success': 'var(--success)',
		'--mantine-color-placeholder': 'var(--text-3)',
		'--mantine-color-anchor': 'var(--brand-text)',
		'--mantine-color-default': 'var(--bg-surface)',
		'--mantine-color-default-hover': 'var(--bg-hover)',
		'--mantine-color-default-color': 'var(--text)',
		'--mantine-color-default-border': 'var(--border)',
		'--mantine-color-dimmed': 'var(--text-3)',
		'--mantine-color-disabled': 'var(--bg-sunken)',
		'--mantine-color-disabled-color': 'var(--text-3)',
		'--mantine-color-disabled-border': 'var(--border)',
		'--mantine-color-sea-filled': 'var(--brand)',
		'--mantine-color-sea-filled-hover': 'var(--brand-hover)',
		'--mantine-color-sea-text': 'var(--brand-text)',
		'--mantine-color-sea-light': 'var(--brand-soft)',
		'--mantine-color-sea-light-hover': 'var(--brand-soft)',
		'--mantine-color-sea-light-color': 'var(--brand-text)',
		'--mantine-color-sea-outline': 'var(--brand-text)',
		'--mantine-color-sea-outline-hover': 'var(--bg-hover)',
		'--mantine-color-red-text': 'var(--danger)',
		'--mantine-color-red-light': 'var(--danger-soft)',
		'--mantine-color-red-light-hover': 'var(--danger-soft)',
		'--mantine-color-red-light-color': 'var(--danger)',
		'--mantine-color-red-outline': 'var(--danger)',
		'--mantine-color-red-outline-hover': 'var(--danger-soft)',
	};
	// Boxes, pills and close buttons that Mantine paints in its own grey of the dark theme.
	const dark = { '--mantine-color-dark-6': 'var(--bg-hover)', '--mantine-color-dark-7': 'var(--bg-hover)' };
	return { variables: {}, light: both, dark: { ...both, ...dark } };
};
