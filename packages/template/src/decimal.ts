/** An exact decimal number: `coefficient` / 10^`scale`. Kept without trailing zeros in the fraction. */
export interface Decimal {
	readonly coefficient: bigint;
	readonly scale: number;
}

/** Digits kept after the point; a longer fraction is rounded half away from zero. */
export const maxScale = 28;
const maxMagnitude = 10n ** 28n;

const pow10 = (exponent: number): bigint => 10n ** BigInt(exponent);
const abs = (value: bigint): bigint => (value < 0n ? -value : value);

function divideHalfAway(numerator: bigint, denominator: bigint): bigint {
	const negative = numerator < 0n !== denominator < 0n;
	const top = abs(numerator);
	const bottom = abs(denominator);
	const rounded = (top * 2n + bottom) / (bottom * 2n);
	return negative ? -rounded : rounded;
}

function normal(coefficient: bigint, scale: number): Decimal {
	if (scale > maxScale) {
		coefficient = divideHalfAway(coefficient, pow10(scale - maxScale));
		scale = maxScale;
	}
	while (scale > 0 && coefficient % 10n === 0n) {
		coefficient /= 10n;
		scale--;
	}
	return { coefficient, scale };
}

/** Reads `-12.50`, `1e21`; null where the text is no finite number. */
export function parseDecimal(text: string): Decimal | null {
	const match = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text.trim());
	if (!match || match[0].length > 1000) return null;
	const fraction = match[3] ?? '';
	const scale = fraction.length - Number(match[4] ?? 0);
	const digits = BigInt(match[2] + fraction) * (match[1] === '-' ? -1n : 1n);
	return scale < 0 ? normal(digits * pow10(-scale), 0) : normal(digits, scale);
}

export function wholeDecimal(value: number | bigint): Decimal {
	return { coefficient: BigInt(value), scale: 0 };
}

/** Within ±10^28, the range a template computes in. */
export function isInRange(value: Decimal): boolean {
	return abs(value.coefficient) <= maxMagnitude * pow10(value.scale);
}

function align(a: Decimal, b: Decimal): [bigint, bigint, number] {
	const scale = Math.max(a.scale, b.scale);
	return [a.coefficient * pow10(scale - a.scale), b.coefficient * pow10(scale - b.scale), scale];
}

export function add(a: Decimal, b: Decimal): Decimal {
	const [left, right, scale] = align(a, b);
	return normal(left + right, scale);
}

export function negate(a: Decimal): Decimal {
	return { coefficient: -a.coefficient, scale: a.scale };
}

export function subtract(a: Decimal, b: Decimal): Decimal {
	return add(a, negate(b));
}

export function multiply(a: Decimal, b: Decimal): Decimal {
	return normal(a.coefficient * b.coefficient, a.scale + b.scale);
}

/** null when dividing by zero. */
export function divide(a: Decimal, b: Decimal): Decimal | null {
	if (b.coefficient === 0n) return null;
	return normal(divideHalfAway(a.coefficient * pow10(maxScale + b.scale), b.coefficient * pow10(a.scale)), maxScale);
}

export function compareDecimals(a: Decimal, b: Decimal): -1 | 0 | 1 {
	const [left, right] = align(a, b);
	return left < right ? -1 : left > right ? 1 : 0;
}

/** Half away from zero. */
export function roundDecimal(value: Decimal, digits: number): Decimal {
	if (value.scale <= digits) return value;
	return normal(divideHalfAway(value.coefficient, pow10(value.scale - digits)), digits);
}

export function floorDecimal(value: Decimal): Decimal {
	const unit = pow10(value.scale);
	const whole = value.coefficient / unit;
	return wholeDecimal(value.coefficient < 0n && value.coefficient % unit !== 0n ? whole - 1n : whole);
}

export function ceilDecimal(value: Decimal): Decimal {
	return negate(floorDecimal(negate(value)));
}

/** The number as an integer of JavaScript; null for a fraction or beyond the safe range. */
export function toInteger(value: Decimal): number | null {
	const number = Number(value.coefficient);
	return value.scale === 0 && Number.isSafeInteger(number) ? number : null;
}

/** Digits with a decimal comma, no thousands separator, hyphen-minus; `fraction` pads or rounds to that many digits. */
export function printDecimal(value: Decimal, fraction?: number, thousands = ''): string {
	const rounded = fraction === undefined ? value : roundDecimal(value, fraction);
	const digits = abs(rounded.coefficient)
		.toString()
		.padStart(rounded.scale + 1, '0');
	const point = digits.length - rounded.scale;
	const whole = digits.slice(0, point).replace(/\B(?=(?:\d{3})+$)/g, thousands);
	const rest = digits.slice(point).padEnd(fraction ?? 0, '0');
	return `${rounded.coefficient < 0n ? '-' : ''}${whole}${rest && `,${rest}`}`;
}
