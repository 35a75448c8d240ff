const letters: Readonly<Record<string, string>> = {
	а: 'a',
	б: 'b',
	в: 'v',
	г: 'g',
	д: 'd',
	е: 'e',
	ё: 'e',
	ж: 'zh',
	з: 'z',
	и: 'i',
	й: 'j',
	к: 'k',
	л: 'l',
	м: 'm',
	н: 'n',
	о: 'o',
	п: 'p',
	р: 'r',
	с: 's',
	т: 't',
	у: 'u',
	ф: 'f',
	х: 'h',
	ц: 'c',
	ч: 'ch',
	ш: 'sh',
	щ: 'sch',
	ъ: '',
	ы: 'y',
	ь: '',
	э: 'e',
	ю: 'yu',
	я: 'ya',
};

/**
 * A system name made from a name: transliterated by sound, PascalCase, anything else stripped.
 *
 * @example systemNameOf('Вход на сайт') // 'VhodNaSajt'
 */
export function systemNameOf(name: string): string {
	const latin = [...name.toLowerCase()].map((letter) => letters[letter] ?? letter).join('');
	const words = latin.split(/[^a-z0-9]+/).filter((word) => word !== '');
	const joined = words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join('');
	return (/^[A-Z]/.test(joined) ? joined : `Flow${joined}`).slice(0, 90);
}
