-- Operations, their log, and calls refused before an operation could be told.

alter table operation
  add column revision       integer     not null default 1,
  add column archive_reason text        not null default '';
alter table endpoint
  add column revision       integer     not null default 1;

-- Kept for 30 days, and so many a minute at most: whoever hammers with a wrong key fills no disk.
create table refused_call (
  id          uuid primary key default uuidv7(),
  received_at timestamptz not null default clock_timestamp(),
  code        text        not null,
  -- Without the part that tells one machine from its neighbours.
  address     text        not null default '',
  endpoint    text        not null default '',
  operation   text        not null default ''
);
create index on refused_call (received_at);
