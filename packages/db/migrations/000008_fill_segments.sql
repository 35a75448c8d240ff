-- Selections of customers and how segments are filled.

alter table segmentation
  add column revision       integer     not null default 1,
  add column updated_at     timestamptz not null default clock_timestamp(),
  add column updated_by     text,
  add column archived_at    timestamptz,
  -- Of a segmentation by filter: the moment its members are of, the last attempt by the hour, until when somebody is at
  -- it, and what was in the way.
  add column recalculated_at        timestamptz,
  add column recalculation_tried_at timestamptz,
  add column recalculating_until    timestamptz,
  add column recalculation_problem  text check (recalculation_problem in ('filter-invalid', 'too-slow')),
  add constraint segmentation_description check (char_length(description) <= 300);

-- Segments by filter: the first one in `position` whose filter is true.
alter table segment add column filter jsonb;

-- How many are in a segment: rows that add up. Changes are only ever inserted, in the transaction that changes the
-- membership, so that nobody waits for a counter and no order of counters can lock two transactions against each other;
-- a worker folds them into one row from time to time.
create table segment_size (
  segment_id uuid   not null,
  id         bigint generated always as identity,
  change     bigint not null,
  primary key (segment_id, id)
);

create function volna.count_segment_change() returns trigger
  language plpgsql
as $$
begin
  case tg_op
    when 'INSERT' then
      insert into segment_size (segment_id, change) select segment_id, count(*) from new_rows group by segment_id;
    when 'DELETE' then
      insert into segment_size (segment_id, change) select segment_id, -count(*) from old_rows group by segment_id;
    else
      insert into segment_size (segment_id, change)
      select segment_id, sum(change)
      from (select segment_id, 1 as change from new_rows union all select segment_id, -1 from old_rows) as d
      group by segment_id
      having sum(change) <> 0;
  end case;
  return null;
end $$;
create trigger segment_member_added after insert on segment_member
  referencing new table as new_rows for each statement execute function volna.count_segment_change();
create trigger segment_member_left after delete on segment_member
  referencing old table as old_rows for each statement execute function volna.count_segment_change();
create trigger segment_member_moved after update on segment_member
  referencing old table as old_rows new table as new_rows for each statement execute function volna.count_segment_change();
insert into segment_size (segment_id, change) select segment_id, count(*) from segment_member group by segment_id;

-- Customers chosen in the list: what found them, and the ids drawn from the found.
create table selection (
  id         uuid primary key default uuidv7(),
  staff_id   text,
  kind       text        not null check (kind in ('all', 'part', 'split', 'chosen', 'recalculation')),
  filter     jsonb,
  search     text,
  -- 'all': {}, 'part': {"percent"} or {"count"}, 'split': {"percents"}, each with the segmentation left out, if any;
  -- 'recalculation': {"segmentationId"}, its parts whom to put into each segment, and last whom to take out.
  draw       jsonb       not null,
  seed       text        not null,
  found      integer     not null,
  -- How many ids each part has, from part 1 on; one part unless it was split.
  counts     integer[]   not null,
  as_of      timestamptz not null,
  created_at timestamptz not null default clock_timestamp(),
  -- People may use it until then; a task that works on it keeps its ids longer.
  expires_at timestamptz not null,
  kept_until timestamptz not null
);
create index on selection (kept_until);

-- Ids of a selection in their own order, 5 000 a row: eight bytes a customer, and a batch of a task is one row.
create table selection_chunk (
  selection_id uuid     not null references selection (id) on delete cascade,
  part         smallint not null,
  position     integer  not null,
  first_id     bigint   not null,
  last_id      bigint   not null,
  ids          bigint[] not null,
  primary key (selection_id, part, position)
);
alter table selection_chunk alter column ids set storage external;
create index on selection_chunk (selection_id, first_id, last_id);

-- The list of customers as somebody keeps it.
create table saved_view (
  id         uuid primary key default uuidv7(),
  staff_id   text        not null references staff (id) on delete cascade,
  name       text        not null check (name <> ''),
  filter     jsonb,
  search     text,
  columns    text[]      not null,
  sort       text        not null check (sort in ('newest', 'oldest')),
  shared     boolean     not null default false,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp()
);
create unique index saved_view_name on saved_view (staff_id, lower(name));

-- Columns and page size somebody chose last.
create table customer_list_setting (
  staff_id  text primary key references staff (id) on delete cascade,
  columns   text[]   not null,
  page_size smallint not null
);

-- A name is found by the beginning of each of its words; е finds ё.
create index customer_last_name on customer (translate(lower(last_name collate "pg_c_utf8"), 'ё', 'е') text_pattern_ops)
  where last_name is not null;
create index customer_first_name on customer (translate(lower(first_name collate "pg_c_utf8"), 'ё', 'е') text_pattern_ops)
  where first_name is not null;
create index customer_middle_name on customer (translate(lower(middle_name collate "pg_c_utf8"), 'ё', 'е') text_pattern_ops)
  where middle_name is not null;
