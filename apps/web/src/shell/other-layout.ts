const latin = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`";
const cyrillic = 'йцукенгшщзхъфывапролджэячсмитьбюё';

/** The same keys pressed in the other keyboard layout: `rkbtyns` ↔ `клиенты`. */
export function otherLayout(text: string): string {
	return [...text.toLowerCase()]
		.map((letter) => {
			const inLatin = latin.indexOf(letter);
			if (inLatin !== -1) return cyrillic[inLatin];
			const inCyrillic = cyrillic.indexOf(letter);
			return inCyrillic === -1 ? letter : latin[inCyrillic];
		})
		.join('');
}
