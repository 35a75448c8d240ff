/**
 * What names a custom field, as a regular expression over the JSON of documents and filters: parameters of texts
 * (`Recipient.CustomFields.Bonus`), fields of filters (`customer.custom.bonus`). Names are found without regard to case.
 */
export function usesOfField(entity: 'customer' | 'action', systemName: string): string {
	const families =
		entity === 'customer'
			? 'Recipient\\.CustomFields|AdditionalData|customer\\.custom'
			: 'Action\\.CustomFields|action\\.custom';
	return `\\m(${families})\\.${systemName}\\M`;
}
