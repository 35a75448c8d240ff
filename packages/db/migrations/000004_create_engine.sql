create table flow (
  id                uuid primary key default uuidv7(),
  campaign_id       uuid        not null references campaign (id),
  name              text        not null check (name <> ''),
  system_name       text        not null check (system_name ~ '^[A-Za-z][A-Za-z0-9_.-]{0,99}$'),
  state             text        not null default 'draft' check (state in ('draft', 'active', 'paused', 'stopped', 'archived')),
  document          jsonb       not null,
  document_hash     text        not null,
  revision          integer     not null default 1,
  active_version_id uuid,
  paused_at         timestamptz,
  created_at        timestamptz not null default clock_timestamp(),
  updated_at        timestamptz not null default clock_timestamp(),
  updated_by        text
);
create unique index flow_system_name on flow (lower(system_name));

-- Graph operations of every saved revision: what a 409 brings, and the history of a draft.
create table flow_edit (
  flow_id    uuid        not null references flow (id) on delete cascade,
  revision   integer     not null,
  operations jsonb       not null,
  staff_id   text,
  at         timestamptz not null default clock_timestamp(),
  primary key (flow_id, revision)
);

create table flow_version (
  id            uuid primary key default uuidv7(),
  flow_id       uuid        not null references flow (id),
  number        integer     not null,
  document      jsonb       not null,
  document_hash text        not null,
  plan          jsonb       not null,
  plan_hash     text        not null,
  note          text        not null default '',
  staff_id      text,
  published_at  timestamptz not null default clock_timestamp(),
  retired_at    timestamptz,
  unique (flow_id, number)
);
alter table flow add foreign key (active_version_id) references flow_version (id);

create function volna.refuse_change() returns trigger
language plpgsql
as $$
begin
  if (to_jsonb(new) - 'retired_at') is distinct from (to_jsonb(old) - 'retired_at') then
    raise exception 'a published version is immutable';
  end if;
  return new;
end
$$;
create trigger flow_version_is_immutable before update on flow_version
  for each row execute function volna.refuse_change();

-- What active versions listen to, one row per thing.
create table flow_trigger (
  flow_id          uuid    not null references flow (id) on delete cascade,
  kind             text    not null check (kind in ('action')),
  subject_id       uuid    not null,
  version_id       uuid    not null references flow_version (id),
  node_id          text    not null,
  filter           jsonb,
  ignore_older     text    not null,
  accept_untrusted boolean not null default false,
  primary key (flow_id, kind, subject_id)
);
create index on flow_trigger (kind, subject_id);

-- Survives versions: publishing re-enters nobody. entity '' is the customer alone.
create table flow_entry (
  customer_id   bigint      not null,
  flow_id       uuid        not null,
  entity        text        not null default '',
  last_start_at timestamptz not null,
  live_run_id   uuid,
  primary key (customer_id, flow_id, entity)
);

create table run (
  id           uuid primary key default uuidv7(),
  flow_id      uuid        not null,
  version_id   uuid        not null,
  customer_id  bigint      not null,
  mode         text        not null default 'live' check (mode in ('live', 'test')),
  lane         smallint    not null default 1 check (lane between 0 and 2),
  state        text        not null check (state in ('ready', 'waiting', 'call_due', 'calling', 'held', 'done', 'stopped', 'failed')),
  node_id      text,
  visit        integer     not null default 1,
  -- Waits at its place. `wake_output` opens when it is due; without one the step is asked again.
  parked       boolean     not null default false,
  wake_output  text,
  due_at       timestamptz not null,
  held_due_at  timestamptz,
  fence        integer     not null default 0,
  lease_until  timestamptz,
  attempts     integer     not null default 0,
  step_count   integer     not null default 0,
  visits       jsonb       not null default '{}',
  values       jsonb       not null default '{}' check (pg_column_size(values) <= 131072),
  entity       text        not null default '',
  action_id    uuid,
  action_occurred_at timestamptz,
  order_id     uuid,
  started_at   timestamptz not null default clock_timestamp(),
  moved_at     timestamptz not null default clock_timestamp(),
  ended_at     timestamptz,
  end_reason   text
) with (fillfactor = 80);
create index run_due on run (lane, due_at, id) where state in ('ready', 'waiting');
create index run_of_flow on run (flow_id, started_at desc);
create index run_here_now on run (flow_id, version_id, node_id) where ended_at is null;
create index run_unknown_node on run (version_id, node_id) where state = 'held';
create index run_held on run (flow_id) where held_due_at is not null;
create index run_of_customer on run (customer_id, started_at desc);

-- Why a hit did not start a run; kept 30 days.
create table flow_refusal (
  customer_id bigint      not null,
  at          timestamptz not null default clock_timestamp(),
  id          uuid        not null default uuidv7(),
  flow_id     uuid        not null,
  version_id  uuid        not null,
  reason      text        not null,
  mode        text        not null default 'live' check (mode in ('live', 'test')),
  action_id   uuid,
  action_occurred_at timestamptz,
  details     jsonb       not null default '{}',
  primary key (customer_id, at, id)
);
create index on flow_refusal (flow_id, at desc);

-- What a parked run listens for, and the output it opens.
create table run_wait (
  run_id     uuid     not null,
  ordinal    smallint not null,
  kind       text     not null check (kind in ('message')),
  message_id uuid,
  leave      jsonb    not null default '{}',
  met_by     text,
  primary key (run_id, ordinal)
);
create index on run_wait (message_id) where message_id is not null;
create index run_wait_met on run_wait (run_id) where met_by is not null;

create table step (
  run_id      uuid        not null,
  at          timestamptz not null,
  id          uuid        not null default uuidv7(),
  flow_id     uuid        not null,
  version_id  uuid        not null,
  customer_id bigint      not null,
  mode        text        not null default 'live' check (mode in ('live', 'test')),
  node_id     text        not null,
  visit       integer     not null,
  kind        text        not null check (kind in ('entered', 'passed', 'parked', 'moved', 'failed', 'ended')),
  output      text,
  next_node_id text,
  reason      text,
  details     jsonb       not null default '{}',
  primary key (run_id, at, id)
) partition by range (at);
create index on step (flow_id, node_id, at);
create table step_before_2021 partition of step for values from (minvalue) to ('2021-01-01 00:00+00');
