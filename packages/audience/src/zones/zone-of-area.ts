/** Regions of Russia by IANA zone, every one written out, so that a new spelling is unknown and never Moscow's. */
const regions: Readonly<Record<string, string>> = {
	'Europe/Kaliningrad': 'калининградская',
	'Europe/Moscow':
		'москва,санкт-петербург,сочи,псков,московская,ленинградская,адыгея,архангельская,белгородская,брянская,владимирская,вологодская,воронежская,дагестан,ивановская,ингушетия,кабардино-балкарская,калмыкия,калужская,карачаево-черкесская,карелия,коми,костромская,краснодарский,курская,липецкая,марий эл,мордовия,мурманская,ненецкий,нижегородская,новгородская,орловская,пензенская,псковская,ростовская,рязанская,северная осетия,северная осетия-алания,смоленская,ставропольский,тамбовская,татарстан,тверская,тульская,чеченская,чувашская,чувашия,чувашская-чувашия,ярославская',
	'Europe/Simferopol': 'крым,севастополь',
	'Europe/Volgograd': 'волгоградская',
	'Europe/Kirov': 'кировская',
	'Europe/Samara': 'самарская,удмуртская,удмуртия',
	'Europe/Saratov': 'саратовская',
	'Europe/Astrakhan': 'астраханская',
	'Europe/Ulyanovsk': 'ульяновская',
	'Asia/Yekaterinburg':
		'башкортостан,абзелиловский район,белорецкий район,курганская,оренбургская,пермский,свердловская,тюменская,ханты-мансийский,ханты-мансийский-югра,челябинская,ямало-ненецкий,сургутский район,сургут',
	'Asia/Omsk': 'омская',
	'Asia/Novosibirsk': 'новосибирская',
	'Asia/Barnaul': 'алтайский,алтай',
	'Asia/Tomsk': 'томская',
	'Asia/Novokuznetsk': 'кемеровская,кемеровская-кузбасс,кузбасс',
	'Asia/Krasnoyarsk': 'красноярский,норильск,тыва,тува,хакасия',
	'Asia/Irkutsk': 'иркутская,бурятия',
	'Asia/Chita': 'забайкальский',
	'Asia/Yakutsk': 'амурская,саха (якутия),саха /якутия/,якутия,саха',
	'Asia/Vladivostok': 'приморский,хабаровский,еврейская,еврейская автономная',
	'Asia/Sakhalin': 'сахалинская',
	'Asia/Magadan': 'магаданская',
	'Asia/Kamchatka': 'камчатский,корякский округ,корякский',
	'Asia/Anadyr': 'чукотский',
};

const zones = new Map(
	Object.entries(regions).flatMap(([zone, names]) => names.split(',').map((name) => [name, zone] as const)),
);

/** The zone of a region of Russia in its usual spellings; undefined when the name is none of them. */
export function zoneOfArea(area: string): string | undefined {
	const name = area
		.toLowerCase()
		.replace(/\s*[-–—]\s*/g, '-')
		.replace(
			/(^|\s)(область|обл\.?|край|республика|респ\.?|автономный округ|автономная область|ао|г\.?|город)(?=\s|$|-)/g,
			' ',
		)
		.replace(/\s+/g, ' ')
		.replace(/\s*-\s*/g, '-')
		.trim();
	return zones.get(name);
}

/**
 * The zone of a region as the numbering register writes it: `г. Сочи|Краснодарский край`,
 * `г. Москва * Московская область`, `Республика Крым и г. Севастополь`. Of parts in several zones the last, the wider
 * region, counts. Undefined when no part is known, so that a new spelling is reported and never falls to Moscow.
 */
export function zoneOfRegion(region: string): string | undefined {
	const zones = region
		.split(/[*|]|\s+и\s+/)
		.map(zoneOfArea)
		.filter((zone) => zone !== undefined);
	return zones.at(-1);
}
