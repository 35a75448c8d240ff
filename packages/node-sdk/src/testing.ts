export { type ContractCase, type ContractFiles, contractCases } from './contract/contract-cases.ts';
export { type FakeWorld, type FakeWorldOptions, fakeRuns, fakeWorld } from './contract/fake-world.ts';
export { readFixtures } from './contract/read-fixtures.ts';
