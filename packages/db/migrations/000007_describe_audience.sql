-- What describes customers and actions: custom fields, topics, categories that people edit, guards of templates.

-- A field's values lie in `custom` of its customer or action, under its system name. Those of a unique id are
-- identifiers of the system of that name as well, and the identifier is the truth.
create table custom_field (
  id          uuid primary key default uuidv7(),
  entity      text        not null check (entity in ('customer', 'action')),
  template_id uuid references action_template (id),
  system_name text        not null check (system_name ~ '^[A-Za-z][A-Za-z0-9_]{0,99}$'),
  name        text        not null check (name <> ''),
  type        text        not null check (type in ('string', 'number', 'boolean', 'date', 'instant', 'enum', 'unique_id')),
  -- Of an enum: [{"value","name"}], the value as calls and files say it.
  options     jsonb       not null default '[]' check (jsonb_typeof(options) = 'array'),
  description text        not null default '',
  position    integer     not null default 0,
  revision    integer     not null default 1,
  created_at  timestamptz not null default clock_timestamp(),
  archived_at timestamptz,
  check ((entity = 'action') = (template_id is not null)),
  check (type <> 'unique_id' or entity = 'customer'),
  check ((type = 'enum') = (options <> '[]'))
);
create unique index custom_field_system_name on custom_field (entity, template_id, lower(system_name)) nulls not distinct;

-- `subscription.topic` and `consent.topic` hold the system name in lower case.
create table topic (
  id          uuid primary key default uuidv7(),
  system_name text        not null check (system_name ~ '^[A-Za-z][A-Za-z0-9_.-]{0,99}$'),
  name        text        not null check (name <> ''),
  description text        not null default '',
  position    integer     not null default 0,
  revision    integer     not null default 1,
  created_at  timestamptz not null default clock_timestamp(),
  archived_at timestamptz
);
create unique index topic_system_name on topic (lower(system_name));

alter table action_category
  add column revision    integer     not null default 1,
  add column created_at  timestamptz not null default clock_timestamp(),
  add column archived_at timestamptz;
create index on action_category (parent_id, position);

alter table action_template
  -- A filter over the customer and the action: false keeps the action from being stored.
  add column guard           jsonb,
  add column roles           text[]      not null default '{}'
             check (roles <@ array['viewer', 'marketer', 'launcher', 'developer', 'admin', 'auditor']),
  -- From the first action on the system name is locked, and the template is archived instead of deleted.
  add column first_issued_at timestamptz,
  add column updated_at      timestamptz not null default clock_timestamp(),
  add column updated_by      text,
  add constraint action_template_tags check (cardinality(tags) <= 20);

-- How many live actions of a template lie in a day (UTC). Sessions write slots of their own, so that batches which
-- issue the same template do not stand in line for one row.
create table action_template_day (
  template_id uuid        not null references action_template (id) on delete cascade,
  day         date        not null,
  slot        smallint    not null,
  issued      bigint      not null,
  last_at     timestamptz not null,
  primary key (template_id, day, slot)
) with (fillfactor = 50);

insert into action_template_day (template_id, day, slot, issued, last_at)
select template_id, (occurred_at at time zone 'UTC')::date, 0, count(*), max(occurred_at)
from action where mode = 'live'
group by 1, 2;
update action_template t set first_issued_at = clock_timestamp()
where exists (select from action a where a.template_id = t.id);

alter table campaign
  add column revision   integer     not null default 1,
  add column position   integer     not null default 0;
create index on campaign (parent_id);
