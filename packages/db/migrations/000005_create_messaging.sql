-- One account at the provider. Secrets are sealed; they are written, never read back by people.
create table sms_account (
  id             uuid primary key default uuidv7(),
  name           text        not null,
  base_url       text        not null,
  is_emulator    boolean     not null default false,
  is_active      boolean     not null default false,
  token_sealed   bytea,
  username       text,
  password_sealed bytea,
  flags          jsonb       not null default '{}',
  callback_secret_hash text  not null default '',
  callback_secret_sealed bytea,
  balance        numeric(14, 2),
  balance_at     timestamptz,
  checked_at     timestamptz,
  check_problem  text,
  created_at     timestamptz not null default clock_timestamp(),
  changed_at     timestamptz not null default clock_timestamp()
);
create unique index sms_account_active on sms_account (is_active) where is_active;

create table sender (
  id         uuid primary key default uuidv7(),
  account_id uuid        not null references sms_account (id),
  name       text        not null,
  moderation text        not null default 'unknown' check (moderation in ('approved', 'pending', 'refused', 'unknown')),
  by_hand    boolean     not null default false,
  synced_at  timestamptz,
  unique (account_id, name)
);

create table message (
  id              uuid primary key default uuidv7(),
  account_id      uuid        not null,
  campaign_id     uuid        not null,
  stream          text,
  lane            smallint    not null check (lane between 0 and 2),
  mode            text        not null default 'live' check (mode in ('live', 'test')),
  state           text        not null check (state in (
                    'planned', 'scheduled', 'queued', 'leased', 'submitting', 'suppressed', 'expired_local', 'cancelled',
                    'failed', 'unknown', 'unknown_final', 'submitted', 'sent', 'rejected', 'undelivered', 'expired_remote',
                    'delivered')),
  reason          text,
  detail          text,
  profile         text        not null check (profile in ('marketing', 'transactional', 'code')),
  customer_id     bigint      not null,
  planned_for     bigint      not null,
  run_id          uuid,
  flow_id         uuid,
  version_id      uuid,
  node_id         text,
  visit           integer,
  sender          text        not null,
  phone           text,
  phone_hash      bytea,
  text            text,
  text_hash       bytea,
  parts           smallint,
  encoding        text check (encoding in ('gsm7', 'ucs2')),
  weight          smallint    not null default 1 check (weight > 0),
  hours           jsonb       not null,
  zone            text        not null,
  tags            text[]      not null default '{}',
  hold_keys       text[]      not null default '{}',
  due_at          timestamptz not null,
  closes_at       timestamptz not null default 'infinity',
  not_after       timestamptz not null,
  fence           integer     not null default 0,
  leased_by       uuid,
  lease_until     timestamptz,
  attempt         integer     not null default 0,
  refusals        integer     not null default 0,
  submit_at       timestamptz,
  provider_id     text,
  provider_word   text,
  provider_rank   smallint    not null default 0,
  accepted_at     timestamptz,
  sent_at         timestamptz,
  final_at        timestamptz,
  seen_at         timestamptz,
  corrected_at    timestamptz,
  polls           smallint    not null default 0,
  poll_at         timestamptz,
  tracking_ended_at timestamptz,
  price           numeric(10, 4),
  refunded        boolean,
  reason_text     text,
  duplicate_hand_off boolean  not null default false,
  created_at      timestamptz not null default volna.now_exact(),
  changed_at      timestamptz not null default volna.now_exact(),
  unique (run_id, node_id, visit),
  unique (account_id, provider_id)
) with (fillfactor = 70);
create index message_claim_lane on message (lane, due_at, id) where state in ('scheduled', 'queued') and stream is null;
create index message_claim_stream on message (stream, due_at, id) where state in ('scheduled', 'queued') and stream is not null;
create index message_leased on message (lease_until) where state = 'leased';
create index message_submitting on message (submit_at) where state = 'submitting';
create index message_unknown on message (account_id, submit_at) where state = 'unknown';
create index message_poll on message (poll_at) where poll_at is not null;
-- Relevance and sending hours run on for what nobody claims.
create index message_closing on message (least(not_after, closes_at)) where state in ('scheduled', 'queued');
-- Hand-offs that no id of the provider belongs to yet: what a list or a callback may be about.
create index message_unsettled on message (account_id, phone) where attempt > 0 and provider_id is null;
create index message_accepted on message (account_id, accepted_at desc) where accepted_at is not null;
create index message_of_customer on message (customer_id, created_at desc);
create index message_of_flow on message (flow_id, created_at desc) where flow_id is not null;
create index message_created on message (created_at desc);

create table message_event (
  message_id uuid        not null,
  at         timestamptz not null default volna.now_exact(),
  id         uuid        not null default uuidv7(),
  from_state text,
  to_state   text,
  cause      text        not null,
  attempt    integer     not null default 0,
  source     text,
  reason     text,
  details    jsonb       not null default '{}',
  primary key (message_id, at, id)
) partition by range (at);
create table message_event_before_2021 partition of message_event for values from (minvalue) to ('2021-01-01 00:00+00');

create table hold (
  key           text primary key,
  reason        text        not null check (reason in ('mailing_paused', 'flow_paused', 'test_mode', 'account_held', 'sender_held')),
  detail        text,
  since         timestamptz not null default volna.now_exact(),
  next_trial_at timestamptz,
  set_by        text
);

-- GCRA: tat is the moment of the next free slot.
create table rate_limit (
  key         text primary key,
  ord         smallint    not null,
  emission_us bigint      not null check (emission_us > 0),
  ahead_us    bigint      not null default 0,
  credit_us   bigint      not null default 0,
  factor      real        not null default 1 check (factor > 0 and factor <= 1),
  factor_at   timestamptz not null default volna.now_exact(),
  tat         timestamptz not null default volna.now_exact()
);

create table active_stream (
  stream    text primary key,
  lane      smallint         not null check (lane between 0 and 2),
  weight    double precision not null default 1 check (weight > 0),
  pass      double precision not null default 0,
  try_after timestamptz      not null default volna.now_exact()
);

create table callback_inbox (
  id          uuid primary key default uuidv7(),
  account_id  uuid        not null,
  body        jsonb       not null,
  received_at timestamptz not null default volna.now_exact(),
  tries       integer     not null default 0,
  next_try_at timestamptz not null default volna.now_exact(),
  -- Ids of the provider that no message has yet.
  waits_for   text[]      not null default '{}',
  applied_at  timestamptz,
  outcome     text
);
create index on callback_inbox (next_try_at) where applied_at is null;
create index callback_inbox_waits on callback_inbox using gin (waits_for) where applied_at is null and waits_for <> '{}';
create index callback_inbox_received on callback_inbox (account_id, received_at desc);
