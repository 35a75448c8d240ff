import { IconCheck, IconClock, IconRoute } from '@tabler/icons-react';
import { Card } from './Card.tsx';
import { CopyField } from './CopyField.tsx';
import { EmptyState } from './EmptyState.tsx';
import { EnvironmentBadge } from './EnvironmentBadge.tsx';
import { ErrorState } from './ErrorState.tsx';
import { Figure, FigureRow } from './Figure.tsx';
import { FilterChips } from './FilterChips.tsx';
import { KeyValues } from './KeyValues.tsx';
import { KindIcon } from './KindIcon.tsx';
import { Notice } from './Notice.tsx';
import { PageHeader } from './PageHeader.tsx';
import { Sparkline } from './Sparkline.tsx';
import { StatePill } from './StatePill.tsx';
import { Timeline } from './Timeline.tsx';
import { TimeText } from './TimeText.tsx';

const column = { display: 'flex', flexDirection: 'column', gap: 12, maxWidth: 720 } as const;
const row = { display: 'flex', gap: 12, alignItems: 'center' } as const;

export default { title: 'ui/Facts' };

export const Figures = () => (
	<FigureRow>
		<Figure label="Доставлено" value="96,6 %" hint="41 437 из 42 885" />
		<Figure label="Выручка" value="3,89 млн ₽" exact="3 894 600 ₽" href="#" />
		<Figure label="Считается" value="12 480" dimmed />
	</FigureRow>
);

export const Header = () => (
	<PageHeader
		title="Сценарии"
		meta="5 сценариев · на 12:40"
		pill={<StatePill tone="success" label="Активен" />}
		below="Корзина"
	/>
);

export const Kinds = () => (
	<div style={row}>
		{(['trigger', 'decision', 'wait', 'message', 'data', 'outside', 'end'] as const).map((kind) => (
			<KindIcon key={kind} kind={kind} />
		))}
	</div>
);

export const Environments = () => (
	<div style={row}>
		<EnvironmentBadge look="emulator" label="Эмулятор" title="На телефоны ничего не уходит" href="#" external />
		<EnvironmentBadge look="provider" label="SIGMA · 12 480 ₽" title="Баланс на 12:40" />
		<EnvironmentBadge look="held" label="Передача остановлена" title="Нет средств" />
	</div>
);

export const Notices = () => (
	<div style={column}>
		<Notice tone="info">Сообщение ждёт часов отправки</Notice>
		<Notice tone="success">Доступ работает</Notice>
		<Notice tone="warning">Ключ больше не покажется</Notice>
		<Notice tone="danger">Передача остановлена: нет средств</Notice>
	</div>
);

export const States = () => (
	<div style={column}>
		<Card flush>
			<EmptyState icon={IconRoute} text="Сценариев пока нет. Создайте первый." />
		</Card>
		<Card flush>
			<ErrorState text="Сервер не отвечает." retryLabel="Повторить" onRetry={() => undefined} />
		</Card>
	</div>
);

export const Copying = () => (
	<div style={column}>
		<CopyField label="Ключ" value="vk_7QdT2mZr0c9YxWn4" copyLabel="Скопировать" copiedLabel="Скопировано" />
		<CopyField
			block
			value={'curl -X POST \\\n  https://volna.example'}
			copyLabel="Скопировать"
			copiedLabel="Скопировано"
		/>
	</div>
);

export const Pairs = () => (
	<Card title="Данные">
		<KeyValues
			items={[
				{ label: 'Фамилия', value: 'Орлова' },
				{ label: 'Создан', value: <TimeText at="2026-11-24T10:00:00Z" text="24.11 10:00" title="24 ноября 2026" /> },
			]}
		/>
	</Card>
);

export const Chips = () => (
	<FilterChips
		label="Состояние"
		value="all"
		onChange={() => undefined}
		chips={[
			{ value: 'all', label: 'Все' },
			{ value: 'active', label: 'Активен', count: '2' },
		]}
	/>
);

export const Series = () => <Sparkline values={[0, 3, 5, 2, 8, 13, 4, 0, 6]} label="41 за девять дней" />;

export const Line = () => (
	<Card title="Путь">
		<Timeline
			label="Путь"
			items={[
				{ key: '1', mark: <IconCheck size={16} />, tone: 'success', title: 'Статус заказа', aside: '10:00' },
				{
					key: '2',
					mark: <IconClock size={16} />,
					tone: 'info',
					title: 'Подождать',
					aside: '10:00',
					body: 'Выйдет в 12:00',
					current: true,
				},
			]}
		/>
	</Card>
);
