export interface Format {
	/** 48310 → `48 310`. */
	number(value: number): string;
	/** A share of 1: 0.966 → `96,6 %`, below one percent `0,23 %`. */
	percent(share: number): string;
	/** Kopecks only under 1 000: `4,87 ₽`, `12 480 ₽`. */
	money(value: number, currency: string): string;
	/** `12:40`. */
	clock(at: string): string;
	/** As short as a table allows: today `12:40`, this year `24.11 12:40`, else `24.11.2026`. */
	when(at: string): string;
	/** As `when`, to the second: for what follows closely. */
	toSecond(at: string): string;
	/** In a sentence: `24 ноября, 10:00`. */
	inText(at: string): string;
	/** Everything, with the zone, for a pointer. */
	exact(at: string): string;
	/** `24.11.2026`. */
	date(at: string): string;
	/** The two largest units: `2 ч 5 мин`. */
	span(ms: number): string;
	/** The clock in another zone, `15:40`; null when the zone is not known. */
	clockIn(at: Date, zone: string): string | null;
}

/** Numbers and instants as a language writes them. `now` tells today from other days. */
export function createFormat(language: 'ru' | 'en', now: () => Date = () => new Date()): Format {
	const locale = language === 'ru' ? 'ru-RU' : 'en-GB';
	const number = new Intl.NumberFormat(locale);
	const percent = new Intl.NumberFormat(locale, {
		style: 'percent',
		minimumFractionDigits: 1,
		maximumFractionDigits: 1,
	});
	const smallPercent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 });
	const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
	const second = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
	const short = new Intl.DateTimeFormat(locale, { day: '2-digit', month: language === 'ru' ? '2-digit' : 'short' });
	const date = new Intl.DateTimeFormat(locale, { day: '2-digit', month: '2-digit', year: 'numeric' });
	const long = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long' });
	const exact = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'long' });
	const unit = (name: string) => new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'short' });
	const units = [
		{ ms: 86_400_000, in: unit('day') },
		{ ms: 3_600_000, in: unit('hour') },
		{ ms: 60_000, in: unit('minute') },
		{ ms: 1000, in: unit('second') },
	];
	return {
		number: (value) => number.format(value),
		percent: (share) => (share < 0.01 || share === 1 ? smallPercent : percent).format(share),
		money: (value, currency) =>
			new Intl.NumberFormat(locale, {
				style: 'currency',
				currency,
				currencyDisplay: 'narrowSymbol',
				maximumFractionDigits: Math.abs(value) < 1000 ? 2 : 0,
				minimumFractionDigits: Math.abs(value) < 1000 ? 2 : 0,
			}).format(value),
		clock: (at) => clock.format(new Date(at)),
		when(at) {
			const then = new Date(at);
			const today = now();
			if (then.toDateString() === today.toDateString()) return clock.format(then);
			if (then.getFullYear() === today.getFullYear()) return `${short.format(then)} ${clock.format(then)}`;
			return date.format(then);
		},
		toSecond(at) {
			const then = new Date(at);
			const today = now();
			if (then.toDateString() === today.toDateString()) return second.format(then);
			const day = then.getFullYear() === today.getFullYear() ? short : date;
			return `${day.format(then)} ${second.format(then)}`;
		},
		inText: (at) => `${long.format(new Date(at))}, ${clock.format(new Date(at))}`,
		exact: (at) => exact.format(new Date(at)),
		date: (at) => date.format(new Date(at)),
		span(ms) {
			const first = units.findIndex((one) => ms >= one.ms);
			if (first === -1) return unit('second').format(ms <= 0 ? 0 : Math.round(ms / 100) / 10);
			const large = units[first]!;
			const whole = Math.floor(ms / large.ms);
			const small = units[first + 1];
			const rest = small ? Math.floor((ms - whole * large.ms) / small.ms) : 0;
			return rest > 0 && small ? `${large.in.format(whole)} ${small.in.format(rest)}` : large.in.format(whole);
		},
		clockIn(at, zone) {
			try {
				return new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', timeZone: zone }).format(at);
			} catch {
				return null;
			}
		},
	};
}
