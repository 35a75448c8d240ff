-- Time as SQL reads it. `now_stable` finds rows (usable by an index), `now_exact` is read once they are locked.
-- Both are inlined by the planner; a test database replaces them by versions with an offset.
create schema volna;

create function volna.now_stable() returns timestamptz
language sql stable
as 'select statement_timestamp()';

create function volna.now_exact() returns timestamptz
language sql volatile
as 'select clock_timestamp()';

-- Makes the monthly partitions of a history table that cover [from_at, until_at]. Months before 2021 lie in one
-- partition. The only way to DDL for the role that serves.
create function volna.ensure_months(parent text, from_at timestamptz, until_at timestamptz) returns integer
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  month_at timestamp := date_trunc('month', greatest(from_at, '2021-01-01 00:00+00') at time zone 'UTC');
  last_at timestamp := date_trunc('month', least(until_at, clock_timestamp() + interval '2 years') at time zone 'UTC');
  name text;
  made integer := 0;
begin
  if parent not in ('action', 'message_event', 'step') then
    raise exception 'ensure_months: % has no months', parent;
  end if;
  while month_at <= last_at loop
    name := parent || '_' || to_char(month_at, 'YYYY_MM');
    if to_regclass('public.' || name) is null then
      -- Another session may make it in the same instant; then it is there.
      begin
        execute format(
          'create table public.%I partition of public.%I for values from (%L) to (%L)',
          name, parent, month_at at time zone 'UTC', (month_at + interval '1 month') at time zone 'UTC');
        made := made + 1;
      exception when duplicate_table or unique_violation then
        null;
      end;
    end if;
    month_at := month_at + interval '1 month';
  end loop;
  return made;
end
$$;
