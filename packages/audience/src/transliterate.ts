const LETTERS: Readonly<Record<string, string>> = {
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
 * A system name out of a name for people: letters by sound, PascalCase, anything else stripped (domain T-7).
 * `transliterate('Вход на сайт')` → `VhodNaSajt`. Empty when nothing of the name is left.
 */
export function transliterate(name: string): string {
	const words = name.normalize('NFC').split(/[^\p{L}\p{N}]+/u);
	return words.map(word).join('').replace(/^\d+/, '').slice(0, 100);
}

function word(text: string): string {
	let latin = '';
	for (const letter of text) {
		const lower = letter.toLowerCase();
		const sound = LETTERS[lower] ?? lower.normalize('NFKD').replace(/[^a-z0-9]/g, '');
		latin += letter === lower ? sound : capital(sound);
	}
	return capital(latin);
}

function capital(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The first of `Name`, `Name2`, `Name3` … that is not taken; names are compared without regard to case. */
export function freeName(wanted: string, taken: Iterable<string>): string {
	const lower = new Set([...taken].map((name) => name.toLowerCase()));
	for (let serial = 1; ; serial++) {
		const suffix = serial === 1 ? '' : String(serial);
		const name = `${wanted.slice(0, 100 - suffix.length)}${suffix}`;
		if (!lower.has(name.toLowerCase())) return name;
	}
}
