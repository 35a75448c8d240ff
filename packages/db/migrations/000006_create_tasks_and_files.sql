-- Long work shown to people, and the files it reads and writes.

-- A row is the whole truth of its work: what is asked, how far it is, what came of it. Whoever holds the lease goes on
-- from the cursor; the fence tells its batches from those of whoever held it before.
create table task (
  id                  uuid primary key default uuidv7(),
  kind                text        not null check (kind ~ '^[a-z][a-zA-Z-]*\.[a-z][a-zA-Z-]*$'),
  -- A title is a code and values; its words stand in locales.
  title_code          text        not null,
  title_values        jsonb       not null default '{}' check (jsonb_typeof(title_values) = 'object'),
  -- What the work is about, as others name it: 'segment:…', 'import:…'.
  subject             text,
  staff_id            text,
  state               text        not null default 'waiting'
                      check (state in ('waiting', 'running', 'done', 'done_with_errors', 'cancelled', 'failed')),
  input               jsonb       not null,
  cursor              jsonb,
  done                bigint      not null default 0,
  total               bigint,
  results             jsonb       not null default '{}',
  error_count         bigint      not null default 0,
  -- Facts of the end: {"fileId"}, {"question"}.
  outcome             jsonb       not null default '{}' check (jsonb_typeof(outcome) = 'object'),
  -- Why it failed: {"code","values"}.
  failure             jsonb,
  -- Batches that threw, or died with their worker, since the last one that was kept.
  attempts            integer     not null default 0,
  due_at              timestamptz not null default volna.now_exact(),
  -- When it last gave way to others.
  turn_at             timestamptz not null default volna.now_exact(),
  fence               integer     not null default 0,
  leased_by           uuid,
  lease_until         timestamptz,
  cancel_requested_at timestamptz,
  -- A person has seen its failure or its question and needs no reminder.
  put_aside_at        timestamptz,
  created_at          timestamptz not null default volna.now_exact(),
  started_at          timestamptz,
  finished_at         timestamptz,
  check ((state in ('done', 'done_with_errors', 'cancelled', 'failed')) = (finished_at is not null)),
  check ((leased_by is null) = (lease_until is null)),
  check (leased_by is null or state = 'running')
) with (fillfactor = 50);
create index task_open on task (turn_at) where state in ('waiting', 'running');
create index task_recent on task (created_at desc, id desc);
create index task_of_staff on task (staff_id, created_at desc, id desc);
create index task_subject on task (subject, created_at desc) where subject is not null;
create index task_finished on task (finished_at) where finished_at is not null;

-- What went wrong with single rows of a task, in their order: `seq` counts from 1 without a gap.
create table task_error (
  task_id     uuid   not null references task (id) on delete cascade,
  seq         bigint not null,
  line        bigint,
  column_name text,
  code        text   not null,
  value       text,
  customer_id bigint,
  primary key (task_id, seq)
);

-- Uploads and exports. Any process reaches them; whoever writes one adds chunks and then closes it.
create table file (
  id           uuid primary key default uuidv7(),
  name         text        not null check (name <> ''),
  content_type text        not null,
  staff_id     text,
  -- A file is its owner's alone, and only while they hold this right.
  needed_right text        not null,
  size         bigint      not null default 0 check (size >= 0),
  -- Of what was uploaded; what a task writes batch by batch has none.
  sha256       bytea,
  created_at   timestamptz not null default volna.now_exact(),
  closed_at    timestamptz,
  expires_at   timestamptz not null
);
create index on file (expires_at);
create index on file (staff_id);

-- At most 1 MiB each, without gaps. Stored as they are: pieces are read whole, and packing would cost more than it saves.
create table file_chunk (
  file_id  uuid   not null references file (id) on delete cascade,
  start_at bigint not null check (start_at >= 0),
  bytes    bytea  not null check (octet_length(bytes) between 1 and 1048576),
  primary key (file_id, start_at)
);
alter table file_chunk alter column bytes set storage external;
