-- Messages of former accounts, and what the hand-off leaves behind.

-- Since when an account is not the active one, and what a person decided about what still waits at it.
alter table sms_account
  add column left_at         timestamptz,
  add column left_decision   text check (left_decision in ('move', 'cancel')),
  add column left_decided_at timestamptz;
update sms_account set left_at = clock_timestamp() where not is_active;

-- What waits at an account, for its screen and for settling a former one. A message leaves it as its hand-off begins.
create index message_waiting on message (account_id, id) where state in ('planned', 'scheduled', 'queued', 'leased');

-- A subscriber complains with a phone in hand: whole, or as far as it is known. Of all indexes here it alone is of no use to a
-- hand-off and takes part in each of its writes: 10 % of what they cost.
create index message_phone on message (phone text_pattern_ops);
-- Lists of what did not go well. What is delivered in the ordinary way is never in them.
create index message_trouble on message (state, id) where state in (
  'suppressed', 'expired_local', 'cancelled', 'failed', 'rejected', 'undelivered', 'expired_remote', 'unknown', 'unknown_final');
create index message_reason on message (reason, id) where reason is not null;

-- A claim is of one account: what waits at another is not passed by.
drop index message_claim_lane;
create index message_claim_lane on message (account_id, lane, due_at, id)
  where state in ('scheduled', 'queued') and stream is null;
