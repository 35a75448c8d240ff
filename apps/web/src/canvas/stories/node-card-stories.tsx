import type { StoryObj } from '@storybook/react-vite';
import { type AnyDefinition, activeOutputs, type NodeType } from '@volna/node-sdk';
import type { i18n } from 'i18next';
import { I18nextProvider } from 'react-i18next';
import { registry } from '../model/registry.ts';
import { useTexts } from '../model/texts.ts';
import { CardSample } from './CardSample.tsx';
import { type CardState, cardStates, statesOf } from './card-states.ts';
import styles from './node-card-stories.module.css';

/** One node in one state, with every example of its declaration. */
export function stateStory(type: NodeType, stateName: string): StoryObj {
	const definition = registry.get(type)!;
	const state = cardStates.find(({ name }) => name === stateName)!;
	return { render: () => <Examples definition={definition} state={state} /> };
}

/** One node in all its states, in both themes and both languages at once. */
export function everywhereStory(type: NodeType): StoryObj {
	const definition = registry.get(type)!;
	return {
		render: (_, { loaded }) => <Everywhere definition={definition} languages={loaded.languages} />,
	};
}

function Examples({ definition, state }: { definition: AnyDefinition; state: CardState }) {
	return (
		<main className={styles.page}>
			<Heading definition={definition} />
			<div className={styles.samples}>
				{definition.examples.map(({ id, config }) => (
					<figure key={id}>
						<figcaption>{id}</figcaption>
						<CardSample definition={definition} config={config} state={state} />
					</figure>
				))}
			</div>
		</main>
	);
}

function Everywhere({
	definition,
	languages,
}: {
	definition: AnyDefinition;
	languages: Readonly<Record<'ru' | 'en', i18n>>;
}) {
	const { config } = widest(definition);
	return (
		<main className={styles.page}>
			<Heading definition={definition} />
			<div className={styles.panels}>
				{(['light', 'dark'] as const).flatMap((theme) =>
					(['ru', 'en'] as const).map((language) => (
						<I18nextProvider key={theme + language} i18n={languages[language]}>
							<div className={styles.panel} data-mantine-color-scheme={theme} lang={language}>
								{statesOf(definition).map((state) => (
									<figure key={state.name}>
										<figcaption>{state.name}</figcaption>
										<CardSample definition={definition} config={config} state={state} />
									</figure>
								))}
							</div>
						</I18nextProvider>
					)),
				)}
			</div>
		</main>
	);
}

/** The example with the most outputs: there is one per declaration at least. */
function widest(definition: AnyDefinition) {
	const outputs = (config: object) => activeOutputs(definition, config).length;
	return definition.examples.reduce((best, next) => (outputs(next.config) > outputs(best.config) ? next : best));
}

function Heading({ definition }: { definition: AnyDefinition }) {
	const texts = useTexts();
	return (
		<h1 className={styles.heading}>
			{texts.node(definition.type, 'name')} <small>{definition.type}</small>
		</h1>
	);
}
