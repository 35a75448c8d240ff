import type { Category } from '@volna/contract';

/** A category's name in the reader's language. */
export function categoryName(category: Category, language: string): string {
	return language === 'en' ? category.nameEn : category.nameRu;
}

/** A category and those above it, level I first. */
export function categoryLine(categories: readonly Category[], id: string | null): readonly Category[] {
	const line: Category[] = [];
	for (let one = categories.find((other) => other.id === id); one; one = parentOf(categories, one)) line.unshift(one);
	return line;
}

function parentOf(categories: readonly Category[], category: Category): Category | undefined {
	return categories.find((one) => one.id === category.parent);
}
