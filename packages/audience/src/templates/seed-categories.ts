import { type Db, json } from '@volna/db';
import { sql } from 'kysely';

type Name = readonly [code: string, ru: string, en: string];
type Branch = readonly [...Name, readonly Name[]];

/** The starter tree of action categories (domain §1.6). The three of level I are fixed: their codes have consequences. */
const tree: readonly (readonly [...Name, readonly Branch[]])[] = [
	[
		'personal',
		'Личные действия клиента',
		'Personal',
		[
			[
				'personal.site',
				'Сайт и приложение',
				'Site and app',
				[
					['personal.site.sign-in', 'Вход', 'Sign-in'],
					['personal.site.product-view', 'Просмотр товара', 'Product view'],
					['personal.site.recommendation', 'Переход по рекомендации', 'Recommendation click'],
					['personal.site.form', 'Заполнение формы', 'Form filled'],
				],
			],
			[
				'personal.profile',
				'Регистрация и профиль',
				'Registration, profile',
				[
					['personal.profile.registration', 'Регистрация', 'Registration'],
					['personal.profile.edited', 'Изменение данных', 'Data edited'],
					['personal.profile.phone-confirmed', 'Подтверждение телефона', 'Phone confirmed'],
				],
			],
			[
				'personal.orders',
				'Заказы',
				'Orders',
				[
					['personal.orders.placed', 'Оформление заказа', 'Order placed'],
					['personal.orders.payment', 'Оплата', 'Payment'],
					['personal.orders.return', 'Возврат', 'Return'],
				],
			],
			[
				'personal.mailings',
				'Рассылки',
				'Mailings',
				[
					['personal.mailings.click', 'Переход по ссылке', 'Link click'],
					['personal.mailings.reply', 'Ответ на SMS', 'SMS reply'],
				],
			],
			[
				'personal.subscriptions',
				'Подписки',
				'Subscriptions',
				[
					['personal.subscriptions.subscribed', 'Подписка', 'Subscribed'],
					['personal.subscriptions.confirmed', 'Подтверждение', 'Confirmed'],
					['personal.subscriptions.unsubscribed', 'Отписка', 'Unsubscribed'],
				],
			],
			[
				'personal.enquiries',
				'Обращения',
				'Enquiries',
				[
					['personal.enquiries.support', 'Обращение в поддержку', 'Support request'],
					['personal.enquiries.review', 'Отзыв', 'Review'],
				],
			],
		],
	],
	[
		'towards',
		'Действия в отношении клиента',
		'Towards the customer',
		[
			[
				'towards.mailings',
				'Рассылки',
				'Mailings',
				[
					['towards.mailings.handed-off', 'Отправка', 'Handed off'],
					['towards.mailings.delivered', 'Доставка', 'Delivered'],
					['towards.mailings.undelivered', 'Недоставка', 'Undelivered'],
					['towards.mailings.not-sent', 'Не отправлено', 'Not sent'],
				],
			],
			[
				'towards.statuses',
				'Изменение статусов заказов и призов',
				'Order and prize status changes',
				[
					['towards.statuses.order', 'Изменение статуса заказа', 'Order status changed'],
					['towards.statuses.prize', 'Изменение статуса приза', 'Prize status changed'],
				],
			],
			[
				'towards.bonuses',
				'Бонусы и промокоды',
				'Bonuses and promo codes',
				[
					['towards.bonuses.credited', 'Начисление', 'Credited'],
					['towards.bonuses.promo-code', 'Выдача промокода', 'Promo code issued'],
				],
			],
			[
				'towards.segments',
				'Сегменты и сценарии',
				'Segments and flows',
				[
					['towards.segments.entered', 'Попадание в сегмент', 'Entered a segment'],
					['towards.segments.flow-step', 'Шаг сценария', 'Flow step'],
				],
			],
			[
				'towards.correction',
				'Коррекция данных',
				'Data correction',
				[
					['towards.correction.staff', 'Правка сотрудником', 'Edited by staff'],
					['towards.correction.merge', 'Объединение', 'Merge'],
				],
			],
		],
	],
	[
		'auxiliary',
		'Вспомогательные действия для работы агентств',
		'Auxiliary',
		[
			[
				'auxiliary.marks',
				'Метки',
				'Marks',
				[
					['auxiliary.marks.mailing', 'Метка для рассылки', 'Mark for a mailing'],
					['auxiliary.marks.import', 'Метка при импорте', 'Import mark'],
				],
			],
			[
				'auxiliary.import',
				'Импорт',
				'Import',
				[
					['auxiliary.import.customers', 'Импорт клиентов', 'Customers imported'],
					['auxiliary.import.actions', 'Импорт действий', 'Actions imported'],
				],
			],
		],
	],
];

interface Row {
	code: string;
	parent: string | null;
	level: number;
	ru: string;
	en: string;
	position: number;
}

function rowsOfTree(): Row[] {
	const rows: Row[] = [];
	const add = ([code, ru, en]: readonly [string, string, string, ...unknown[]], parent: string | null, level: number) =>
		rows.push({ code, parent, level, ru, en, position: rows.length });
	for (const first of tree) {
		add(first, null, 1);
		for (const second of first[3]) {
			add(second, first[0], 2);
			for (const third of second[3]) add(third, second[0], 3);
		}
	}
	return rows;
}

/** Puts the starter tree in place, in both languages. What is there already, renamed or not, stays. */
export async function seedCategories(db: Db): Promise<void> {
	const rows = rowsOfTree();
	await db.transaction().execute(async (tx) => {
		for (const level of [1, 2, 3]) {
			await sql`
				insert into action_category (parent_id, level, code, name_ru, name_en, position)
				select p.id, d.level, d.code, d.ru, d.en, d.position
				from jsonb_to_recordset(${json(rows.filter((row) => row.level === level))})
				  as d(code text, parent text, level smallint, ru text, en text, position integer)
				left join action_category p on p.code = d.parent
				on conflict (code) do nothing`.execute(tx);
		}
	});
}
