-- Imports of customers from files, and the ministry's numbering ranges.

-- A file, how it is read, what its columns are, and what came of it. Counters are written in the transaction of the rows
-- they count, so that rows_read = created + updated + unchanged + refused at every moment.
create table import (
  id          uuid primary key default uuidv7(),
  kind        text        not null check (kind in ('upsert', 'update', 'membership', 'actions', 'merge')),
  file_id     uuid        not null,
  file_name   text        not null,
  file_size   bigint      not null,
  -- {"encoding","delimiter","quotes","header"}
  format      jsonb       not null,
  headers     jsonb       not null check (jsonb_typeof(headers) = 'array'),
  -- What each column is, in the file's order; null where it is left out.
  columns     jsonb       not null check (jsonb_typeof(columns) = 'array'),
  settings    jsonb       not null,
  description text        not null default '',
  task_id     uuid,
  -- Set when the first thousand rows are too bad to go on unasked; cleared by the answer.
  question    jsonb,
  rows_read   bigint      not null default 0,
  created     bigint      not null default 0,
  updated     bigint      not null default 0,
  unchanged   bigint      not null default 0,
  refused     bigint      not null default 0,
  -- Rows that were applied but for a value that is somebody else's or older than what is known.
  remarked    bigint      not null default 0,
  actions     bigint      not null default 0,
  added       bigint      not null default 0,
  moved       bigint      not null default 0,
  staff_id    text,
  created_at  timestamptz not null default clock_timestamp(),
  started_at  timestamptz,
  finished_at timestamptz,
  cancelled_at timestamptz,
  check (rows_read = created + updated + unchanged + refused)
);

-- What columns under these headers were last time.
create table import_columns (
  headers_hash bytea primary key,
  columns      jsonb       not null,
  used_at      timestamptz not null default clock_timestamp()
);

-- Versions of the numbering table: one is current, the one before it is kept.
create table number_table (
  id              uuid primary key default uuidv7(),
  state           text        not null default 'loading' check (state in ('loading', 'current', 'previous')),
  file_name       text        not null,
  -- As the file says it, or the day it was loaded.
  dated_on        date,
  range_count     integer     not null default 0,
  number_count    bigint      not null default 0,
  -- [{"region","ranges"}]: spellings no zone is known for.
  unknown_regions jsonb       not null default '[]',
  staff_id        text,
  loaded_at       timestamptz not null default clock_timestamp()
);
create unique index number_table_current on number_table (state) where state = 'current';

-- Numbers as E.164 without the plus, both ends included; ranges of one table do not overlap.
create table number_range (
  table_id uuid   not null references number_table (id) on delete cascade,
  first    bigint not null,
  last     bigint not null check (last >= first),
  operator text   not null,
  region   text   not null,
  zone     text,
  primary key (table_id, first)
);

-- The range a phone in E.164 lies in, by the current table: at most one row.
create function volna.number_range_of(phone text) returns table (operator text, region text, zone text)
language sql stable
as $$
  select r.operator, r.region, r.zone
  from public.number_table t
  cross join lateral (
    select q.* from public.number_range q
    where q.table_id = t.id and q.first <= substr(phone, 2)::bigint
    order by q.first desc
    limit 1
  ) r
  where t.state = 'current' and phone like '+7%' and r.last >= substr(phone, 2)::bigint
$$;
