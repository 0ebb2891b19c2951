-- One row per setting of the installation. Changed with core.set_setting(), by platform admins
-- through the API and by operators through the CLI; read through core.setting(). Settings of one
-- org or event are columns of their own tables. Nothing secret stands here: keys are in the
-- environment.
--
-- The type of a setting is that of its first value; `minimum` and `maximum` bound a number, each of
-- a list of numbers, and the length of a text; `numbers` says how many a list has, where each
-- stands for something; `choices` lists the texts that it can be. What is operational belongs to
-- whoever runs the machines, and is no button on a screen.

create table core.settings (
  key text not null,
  value jsonb not null,
  minimum bigint,
  maximum bigint,
  choices text[],
  numbers smallint,
  is_operational boolean not null default false,
  description text not null,
  version integer not null default 1,
  updated_at timestamptz not null default core.clock(),
  constraint settings_pkey primary key (key),
  constraint key_is_room_dot_name check (key ~ '^[a-z]+\.[a-z0-9_]+$'),
  constraint value_is_simple
    check (jsonb_typeof(value) in ('boolean', 'number', 'string', 'array')),
  constraint number_is_whole_and_within_bounds check (
    case when jsonb_typeof(value) = 'number'
      then value::numeric between minimum and maximum and value::numeric = trunc(value::numeric)
    end),
  constraint list_has_1_to_10_whole_numbers_within_bounds check (
    case when jsonb_typeof(value) = 'array'
      then jsonb_array_length(value) between 1 and 10 and not jsonb_path_exists(
        value,
        '$[*] ? (@.type() != "number" || @.floor() != @ || @ < $least || @ > $most)',
        jsonb_build_object('least', minimum, 'most', maximum))
    end),
  constraint list_has_its_numbers check (
    case when jsonb_typeof(value) = 'array' then jsonb_array_length(value) = numbers end),
  constraint only_lists_have_numbers check (numbers is null or jsonb_typeof(value) = 'array'),
  constraint text_is_within_bounds check (
    case when jsonb_typeof(value) = 'string' and choices is null
      then length(value #>> '{}') between minimum and maximum
    end),
  constraint text_is_one_of_its_choices check (
    case when jsonb_typeof(value) = 'string' and choices is not null
      then value #>> '{}' = any (choices)
    end),
  constraint bounds_are_in_order check (minimum <= maximum),
  constraint version_is_positive check (version > 0)
);
alter table core.settings enable row level security;
comment on table core.settings is 'Settings of the installation, with their meaning and bounds.';
comment on column core.settings.minimum is
  'The least value of a number, the fewest characters of a text.';
comment on column core.settings.numbers is
  'How many numbers a list has; null: 1 to 10.';
comment on column core.settings.is_operational is
  'Whether only operators change it, who have the database.';
comment on column core.settings.version is 'Counts the changes of the value; the first is 1.';

-- What each setting was, by whom it was changed, and why. Written by a trigger, whoever changes a
-- setting and however. Append-only.
create table core.setting_versions (
  key text not null,
  version integer not null,
  old_value jsonb not null,
  new_value jsonb not null,
  reason text,
  changed_by uuid,
  changed_at timestamptz not null default core.clock(),
  constraint setting_versions_pkey primary key (key, version),
  constraint setting_versions_setting_fkey foreign key (key) references core.settings (key),
  constraint version_follows_another check (version > 1)
);
alter table core.setting_versions enable row level security;
comment on table core.setting_versions is 'Every change of a setting. Append-only.';
comment on column core.setting_versions.reason is 'Null where it was changed past the function.';
comment on column core.setting_versions.changed_by is 'User id; null for operators.';

insert into core.settings (key, value, minimum, maximum, description) values
  ('core.rate_limits_are_on', 'true', null, null,
   'Whether rate limits are counted and enforced at all.'),
  ('core.idempotency_hours', '48', 1, 720, 'How long the answer to an idempotency key is kept.'),
  ('core.outbox_max_attempts', '12', 1, 50,
   'Failed deliveries after which a message is a dead letter.'),
  ('core.outbox_retry_seconds', '2', 1, 3600,
   'How long a message waits after its first failed delivery; doubled with every other one.'),
  ('core.outbox_retry_max_seconds', '3600', 1, 86400,
   'The longest that a message waits between two deliveries.'),
  ('core.outbox_history_days', '90', 1, 3650,
   'How long the record of a delivered message is kept.');

insert into core.settings (key, value, minimum, maximum, description) values
  ('core.maintenance_is_on', 'false', null, null,
   'Whether the platform is being maintained: then it is only read, except by its administrators.'),
  ('core.maintenance_retry_seconds', '300', 10, 86400,
   'After how many seconds to try again, as those are told who are refused meanwhile.'),
  ('core.maintenance_text_nl', '""', 0, 500, 'What they are told besides, in Dutch.'),
  ('core.maintenance_text_en', '""', 0, 500, 'What they are told besides, in English.');

insert into core.settings (key, value, minimum, maximum, is_operational, description) values
  ('core.clock_is_movable', 'false', null, null, true,
   'Whether the setting app.now may move core.clock(). Only ever true in a test database.'),
  ('core.address_header', '"x-real-ip"', 1, 100, true,
   'The request header in which the gateway in front writes the client''s address.');
