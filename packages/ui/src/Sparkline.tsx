import css from './Sparkline.module.css';

/** Bars of a short series, oldest first; `label` says in words what a reader without eyes should know. */
export function Sparkline(props: { values: readonly number[]; label: string; width?: number; height?: number }) {
	const { values, label, width = 88, height = 20 } = props;
	const top = Math.max(1, ...values);
	const step = width / Math.max(1, values.length);
	return (
		<svg
			className={css.line}
			width={width}
			height={height}
			viewBox={`0 0 ${width} ${height}`}
			role="img"
			aria-label={label}
		>
			{values.map((value, index) => {
				const tall = value > 0 ? Math.max(2, (value / top) * height) : 1;
				return (
					<rect
						// biome-ignore lint/suspicious/noArrayIndexKey: a series has no other identity than its place
						key={index}
						className={value > 0 ? css.bar : css.none}
						x={index * step}
						y={height - tall}
						width={Math.max(1, step - 1)}
						height={tall}
						rx={Math.min(1, step / 4)}
					/>
				);
			})}
		</svg>
	);
}
