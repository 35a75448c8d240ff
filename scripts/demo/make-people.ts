/** People who never were, the same ones each time: names that agree in gender, regions with their zones. */
export interface Person {
	readonly sex: 'female' | 'male' | null;
	readonly firstName: string | null;
	readonly lastName: string | null;
	readonly middleName: string | null;
	readonly birthDate: string | null;
	readonly city: string;
	readonly area: string;
	readonly timeZone: string;
	readonly phone: string | null;
	readonly email: string | null;
	readonly bonus: number;
	/** A number in [0, 1) of their own, for whatever else is to be decided about them. */
	readonly chance: readonly number[];
}

const women =
	'Анна Мария Елена Ольга Татьяна Наталья Екатерина Ирина Светлана Юлия Анастасия Дарья Марина Людмила Алина Виктория Полина Ксения Надежда Вера'.split(
		' ',
	);
const men =
	'Александр Дмитрий Сергей Андрей Алексей Максим Евгений Иван Михаил Николай Артём Павел Роман Владимир Илья Денис Кирилл Олег Виктор Фёдор'.split(
		' ',
	);
const fathers =
	'Александров Дмитриев Сергеев Андреев Алексеев Иванов Михайлов Николаев Павлов Владимиров Викторов Олегов'.split(' ');
const families =
	'Иванов Смирнов Кузнецов Попов Васильев Петров Соколов Михайлов Новиков Фёдоров Морозов Волков Алексеев Лебедев Семёнов Егоров Павлов Козлов Степанов Николаев Орлов Андреев Макаров Никитин Захаров Зайцев Соловьёв Борисов Яковлев Григорьев Романов Воробьёв Сергеев Кузьмин Фролов Александров Дмитриев Королёв Гусев Киселёв'.split(
		' ',
	);

const cities: readonly (readonly [city: string, area: string, zone: string, weight: number])[] = [
	['Москва', 'Москва', 'Europe/Moscow', 26],
	['Санкт-Петербург', 'Санкт-Петербург', 'Europe/Moscow', 14],
	['Подольск', 'Московская область', 'Europe/Moscow', 7],
	['Нижний Новгород', 'Нижегородская область', 'Europe/Moscow', 5],
	['Казань', 'Республика Татарстан', 'Europe/Moscow', 5],
	['Краснодар', 'Краснодарский край', 'Europe/Moscow', 5],
	['Калининград', 'Калининградская область', 'Europe/Kaliningrad', 3],
	['Самара', 'Самарская область', 'Europe/Samara', 4],
	['Екатеринбург', 'Свердловская область', 'Asia/Yekaterinburg', 6],
	['Челябинск', 'Челябинская область', 'Asia/Yekaterinburg', 4],
	['Омск', 'Омская область', 'Asia/Omsk', 4],
	['Новосибирск', 'Новосибирская область', 'Asia/Novosibirsk', 6],
	['Красноярск', 'Красноярский край', 'Asia/Krasnoyarsk', 3],
	['Иркутск', 'Иркутская область', 'Asia/Irkutsk', 3],
	['Якутск', 'Республика Саха (Якутия)', 'Asia/Yakutsk', 1],
	['Владивосток', 'Приморский край', 'Asia/Vladivostok', 3],
	['Петропавловск-Камчатский', 'Камчатский край', 'Asia/Kamchatka', 1],
];

/** Numbers to which the emulator gives a fate of their own. */
const fates = Array.from({ length: 10 }, (_, index) => `+799900000${90 + index}`);

/** `count` people; the same for the same count. The first ten have the emulator's fate numbers. */
export function makePeople(count: number): Person[] {
	const random = repeatable(20_260_101);
	const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
	const weights = cities.reduce((sum, city) => sum + city[3], 0);
	return Array.from({ length: count }, (_, index): Person => {
		const female = random() < 0.56;
		const nameless = index >= 10 && random() < 0.06;
		const firstName = pick(female ? women : men);
		const family = pick(families);
		const lastName = female ? `${family}а` : family;
		const middleName = `${pick(fathers)}${female ? 'на' : 'ич'}`;
		let rest = random() * weights;
		const [city, area, timeZone] = cities.find((entry) => {
			rest -= entry[3];
			return rest < 0;
		})!;
		const born = new Date(
			Date.UTC(1955 + Math.floor(random() * 52), Math.floor(random() * 12), 1 + Math.floor(random() * 28)),
		);
		const withPhone = index < 10 || random() >= 0.05;
		const withEmail = random() < 0.6 || !withPhone;
		return {
			sex: nameless ? null : female ? 'female' : 'male',
			firstName: nameless ? null : firstName,
			lastName: nameless || random() < 0.1 ? null : lastName,
			middleName: nameless || random() < 0.5 ? null : middleName,
			birthDate: random() < 0.7 ? born.toISOString().slice(0, 10) : null,
			city,
			area,
			timeZone,
			phone: withPhone ? phoneOf(index) : null,
			email: withEmail ? `klient${String(index + 1).padStart(4, '0')}@demo.example` : null,
			bonus: Math.floor(random() * 40) * 50,
			chance: Array.from({ length: 8 }, random),
		};
	});
}

function phoneOf(index: number): string {
	return fates[index] ?? `+7${index % 2 ? '999' : '900'}${String(2_000_000 + index * 37)}`;
}

/** Numbers in [0, 1) that are the same every time (mulberry32). */
export function repeatable(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
}
