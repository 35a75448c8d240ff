/** Keys under which a hold stops messages: an account, a sender of an account, a flow, a flow's test. */
export const accountKey = (accountId: string) => `account:${accountId}`;
export const senderKey = (accountId: string, sender: string) => `sender:${accountId}:${sender}`;
export const flowKey = (flowId: string) => `flow:${flowId}`;
export const testKey = (flowId: string) => `test:${flowId}`;
