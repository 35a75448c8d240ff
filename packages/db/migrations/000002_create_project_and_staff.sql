create table project (
  id          integer primary key default 1 check (id = 1),
  name        text        not null default 'Volna',
  brand       text        not null default 'Volna',
  time_zone   text        not null default 'Europe/Moscow',
  language    text        not null default 'ru' check (language in ('ru', 'en')),
  currency    text        not null default 'RUB',
  demo_loaded_at timestamptz,
  created_at  timestamptz not null default clock_timestamp()
);
insert into project default values;

create table campaign (
  id          uuid primary key default uuidv7(),
  parent_id   uuid references campaign (id),
  name        text        not null check (name <> ''),
  system_name text        not null check (system_name ~ '^[A-Za-z][A-Za-z0-9_.-]{0,99}$'),
  created_at  timestamptz not null default clock_timestamp(),
  archived_at timestamptz
);
create unique index campaign_system_name on campaign (lower(system_name));

-- People who work here, and how they sign in. Column names follow the sign-in library's model.
create table staff (
  id             text primary key,
  name           text        not null,
  email          text        not null unique,
  email_verified boolean     not null default false,
  image          text,
  role           text        not null default 'viewer'
                 check (role in ('viewer', 'marketer', 'launcher', 'developer', 'admin', 'auditor')),
  language       text        not null default 'ru' check (language in ('ru', 'en')),
  disabled_at    timestamptz,
  created_at     timestamptz not null default clock_timestamp(),
  updated_at     timestamptz not null default clock_timestamp()
);

create table staff_session (
  id         text primary key,
  user_id    text        not null references staff (id) on delete cascade,
  token      text        not null unique,
  expires_at timestamptz not null,
  ip_address text,
  user_agent text,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp()
);
create index on staff_session (user_id);

create table staff_login (
  id                       text primary key,
  account_id               text        not null,
  provider_id              text        not null,
  user_id                  text        not null references staff (id) on delete cascade,
  access_token             text,
  refresh_token            text,
  id_token                 text,
  access_token_expires_at  timestamptz,
  refresh_token_expires_at timestamptz,
  scope                    text,
  password                 text,
  created_at               timestamptz not null default clock_timestamp(),
  updated_at               timestamptz not null default clock_timestamp()
);
create index on staff_login (user_id);

create table staff_verification (
  id         text primary key,
  identifier text        not null,
  value      text        not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp()
);
create index on staff_verification (identifier);

-- One-time links: only their hash is kept.
create table setup_link (
  hash       bytea primary key,
  created_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  used_at    timestamptz
);

create table audit_entry (
  id         bigint generated always as identity primary key,
  at         timestamptz not null default clock_timestamp(),
  staff_id   text,
  act        text        not null,
  subject    text        not null,
  details    jsonb       not null default '{}',
  request_id text,
  previous   bytea,
  hash       bytea       not null
);
create index on audit_entry (subject, at desc);

-- A process that serves: what it can run, and that it lives.
create table process (
  id            uuid primary key default uuidv7(),
  kind          text        not null check (kind in ('api', 'worker')),
  started_at    timestamptz not null default clock_timestamp(),
  seen_at       timestamptz not null default clock_timestamp(),
  registry_hash text        not null,
  node_types    text[]      not null default '{}'
);
create index on process (kind, seen_at);
