/**
 * What names a custom field, as a regular expression over the JSON of documents and filters: parameters of texts
 * (`Recipient.CustomFields.Bonus`), fields of filters (`customer.custom.bonus`), columns of
 * imports (`Custom:bonus`). Names are found without regard to case.
 */
export function usesOfField(entity: 'customer' | 'action', systemName: string): string {
	const places =
		entity === 'customer'
			? '(Recipient\\.CustomFields|AdditionalData|customer\\.custom)\\.|Custom:'
			: '(Action\\.CustomFields|action\\.custom)\\.|ActionField:';
	return `\\m(${places})${systemName}\\M`;
}
