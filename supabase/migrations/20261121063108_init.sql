-- The whole database, made from nothing: the files of sql/ in their load order.
-- Written by `entree db diff`; change sql/, not this file.

set check_function_bodies = off;

-- sql/00_ground.sql
-- The ground that every room stands on; loaded first of all.
--
-- Functions are executable by everyone unless this is said first, and only the form without
-- `in schema` has an effect. The API roles get nothing by default either, under the old and
-- the new default privileges of hosted Supabase alike: each object grants what it gives.

alter default privileges revoke execute on functions from public;

alter default privileges in schema public
  revoke all on tables from anon, authenticated, service_role;
alter default privileges in schema public
  revoke all on sequences from anon, authenticated, service_role;
alter default privileges in schema public
  revoke all on functions from anon, authenticated, service_role;

create extension if not exists pgcrypto with schema extensions;
create extension if not exists btree_gist with schema extensions;

-- sql/10_core/1_tables/_schema.sql
-- Room core: what every other room is built with. It knows nothing of orgs, events or money.

create schema core;
comment on schema core is
  'Clock, ids, errors, transitions, settings, audit log, outbox, sweeps, rate limits, idempotency.';
grant usage on schema core to anon, authenticated, service_role;

create type core.actor_type as enum ('operator', 'guest', 'system', 'assistant');
comment on type core.actor_type is
  'Who acted: staff of an org, a buyer or visitor, the system itself, or an assistant for staff.';

-- sql/10_core/1_tables/_clock.sql
-- requires: _schema
--
-- The two functions that column defaults need, so they come before the tables.

-- The present moment: the start of the transaction, or the moment that `app.now` names where the
-- setting `core.clock_is_movable` allows it (tests and replays; never in production).
create function core.clock()
  returns timestamptz
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
begin
  if coalesce(current_setting('app.now', true), '') = '' then
    return now();
  end if;
  return core.moved_clock();
end
$$;
revoke all on function core.clock() from public;
grant execute on function core.clock() to anon, authenticated, service_role;
comment on function core.clock() is
  'The present moment. Every rule about time reads it, so that every rule can be replayed.';

-- A new identifier, UUID version 7 (RFC 9562): 48 bits of milliseconds, then random bits, so that
-- rows made together lie together in their indexes. Real time, also when the clock is moved:
-- an id names a row, it says nothing about the world.
create function core.new_id()
  returns uuid
  language plpgsql
  volatile
  security invoker
  set search_path = ''
as $$
begin
  -- The milliseconds replace the first 48 bits of a version 4 UUID. Two bits turn version 4 (0100)
  -- into version 7 (0111); the variant bits are right already.
  return encode(
    set_bit(set_bit(
      overlay(
        uuid_send(gen_random_uuid())
        placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3)
        from 1 for 6),
      52, 1), 53, 1),
    'hex')::uuid;
end
$$;
revoke all on function core.new_id() from public;
grant execute on function core.new_id() to anon, authenticated, service_role;
comment on function core.new_id() is 'A new UUID version 7. Ordered by time, and so never a secret.';

-- sql/10_core/1_tables/audit_log.sql
-- One row per change of an audited row, or per act that changes none (a resend, an export).
-- Written by core.tg__audit() and core.audit(). Append-only for everyone, superusers included:
-- a trigger refuses update, delete and truncate.

create table core.audit_log (
  audit_id bigint generated always as identity,
  org_id uuid,
  entity_type text not null,
  entity_id text not null,
  action text not null,
  old_value jsonb,
  new_value jsonb,
  performed_by uuid,
  performed_by_type core.actor_type not null,
  location_id uuid,
  request_id text,
  address text,
  user_agent text,
  created_at timestamptz not null default core.clock(),
  constraint audit_log_pkey primary key (audit_id)
);
create index audit_log_org_entity_idx on core.audit_log (org_id, entity_type, entity_id, audit_id);
create index audit_log_created_at_idx on core.audit_log using brin (created_at);
alter table core.audit_log enable row level security;
comment on table core.audit_log is
  'Who did what, when and from where, with old and new values of what changed. Append-only.';
comment on column core.audit_log.old_value is 'Columns that changed, before; sensitive ones as hashes.';
comment on column core.audit_log.new_value is 'Columns that changed, after; the whole row on creation.';
comment on column core.audit_log.performed_by is 'User id from the access token; null for guests and the system.';

-- sql/10_core/1_tables/countries.sql
-- The countries of ISO 3166-1 with their two-letter codes, for answers and nationalities. The names
-- are for people who read this table; forms take theirs from the browser, in its language.

create table core.countries (
  code text not null,
  name text not null,
  constraint countries_pkey primary key (code),
  constraint code_is_two_capitals check (code ~ '^[A-Z]{2}$')
);
alter table core.countries enable row level security;
comment on table core.countries is 'The countries of ISO 3166-1.';

insert into core.countries (code, name) values
  ('AD', 'Andorra'), ('AE', 'United Arab Emirates'), ('AF', 'Afghanistan'),
  ('AG', 'Antigua and Barbuda'), ('AI', 'Anguilla'), ('AL', 'Albania'), ('AM', 'Armenia'),
  ('AO', 'Angola'), ('AQ', 'Antarctica'), ('AR', 'Argentina'), ('AS', 'American Samoa'),
  ('AT', 'Austria'), ('AU', 'Australia'), ('AW', 'Aruba'), ('AX', 'Åland Islands'),
  ('AZ', 'Azerbaijan'), ('BA', 'Bosnia and Herzegovina'), ('BB', 'Barbados'), ('BD', 'Bangladesh'),
  ('BE', 'Belgium'), ('BF', 'Burkina Faso'), ('BG', 'Bulgaria'), ('BH', 'Bahrain'),
  ('BI', 'Burundi'), ('BJ', 'Benin'), ('BL', 'Saint Barthélemy'), ('BM', 'Bermuda'),
  ('BN', 'Brunei'), ('BO', 'Bolivia'), ('BQ', 'Caribbean Netherlands'), ('BR', 'Brazil'),
  ('BS', 'Bahamas'), ('BT', 'Bhutan'), ('BV', 'Bouvet Island'), ('BW', 'Botswana'),
  ('BY', 'Belarus'), ('BZ', 'Belize'), ('CA', 'Canada'), ('CC', 'Cocos Islands'),
  ('CD', 'Democratic Republic of the Congo'), ('CF', 'Central African Republic'),
  ('CG', 'Republic of the Congo'), ('CH', 'Switzerland'), ('CI', 'Côte d''Ivoire'),
  ('CK', 'Cook Islands'), ('CL', 'Chile'), ('CM', 'Cameroon'), ('CN', 'China'), ('CO', 'Colombia'),
  ('CR', 'Costa Rica'), ('CU', 'Cuba'), ('CV', 'Cape Verde'), ('CW', 'Curaçao'),
  ('CX', 'Christmas Island'), ('CY', 'Cyprus'), ('CZ', 'Czech Republic'), ('DE', 'Germany'),
  ('DJ', 'Djibouti'), ('DK', 'Denmark'), ('DM', 'Dominica'), ('DO', 'Dominican Republic'),
  ('DZ', 'Algeria'), ('EC', 'Ecuador'), ('EE', 'Estonia'), ('EG', 'Egypt'),
  ('EH', 'Western Sahara'), ('ER', 'Eritrea'), ('ES', 'Spain'), ('ET', 'Ethiopia'),
  ('FI', 'Finland'), ('FJ', 'Fiji'), ('FK', 'Falkland Islands'), ('FM', 'Micronesia'),
  ('FO', 'Faroe Islands'), ('FR', 'France'), ('GA', 'Gabon'), ('GB', 'United Kingdom'),
  ('GD', 'Grenada'), ('GE', 'Georgia'), ('GF', 'French Guiana'), ('GG', 'Guernsey'),
  ('GH', 'Ghana'), ('GI', 'Gibraltar'), ('GL', 'Greenland'), ('GM', 'Gambia'), ('GN', 'Guinea'),
  ('GP', 'Guadeloupe'), ('GQ', 'Equatorial Guinea'), ('GR', 'Greece'),
  ('GS', 'South Georgia and the South Sandwich Islands'), ('GT', 'Guatemala'), ('GU', 'Guam'),
  ('GW', 'Guinea-Bissau'), ('GY', 'Guyana'), ('HK', 'Hong Kong'),
  ('HM', 'Heard Island and McDonald Islands'), ('HN', 'Honduras'), ('HR', 'Croatia'),
  ('HT', 'Haiti'), ('HU', 'Hungary'), ('ID', 'Indonesia'), ('IE', 'Ireland'), ('IL', 'Israel'),
  ('IM', 'Isle of Man'), ('IN', 'India'), ('IO', 'British Indian Ocean Territory'), ('IQ', 'Iraq'),
  ('IR', 'Iran'), ('IS', 'Iceland'), ('IT', 'Italy'), ('JE', 'Jersey'), ('JM', 'Jamaica'),
  ('JO', 'Jordan'), ('JP', 'Japan'), ('KE', 'Kenya'), ('KG', 'Kyrgyzstan'), ('KH', 'Cambodia'),
  ('KI', 'Kiribati'), ('KM', 'Comoros'), ('KN', 'Saint Kitts and Nevis'), ('KP', 'North Korea'),
  ('KR', 'South Korea'), ('KW', 'Kuwait'), ('KY', 'Cayman Islands'), ('KZ', 'Kazakhstan'),
  ('LA', 'Laos'), ('LB', 'Lebanon'), ('LC', 'Saint Lucia'), ('LI', 'Liechtenstein'),
  ('LK', 'Sri Lanka'), ('LR', 'Liberia'), ('LS', 'Lesotho'), ('LT', 'Lithuania'),
  ('LU', 'Luxembourg'), ('LV', 'Latvia'), ('LY', 'Libya'), ('MA', 'Morocco'), ('MC', 'Monaco'),
  ('MD', 'Moldova'), ('ME', 'Montenegro'), ('MF', 'Saint Martin'), ('MG', 'Madagascar'),
  ('MH', 'Marshall Islands'), ('MK', 'North Macedonia'), ('ML', 'Mali'), ('MM', 'Myanmar'),
  ('MN', 'Mongolia'), ('MO', 'Macau'), ('MP', 'Northern Mariana Islands'), ('MQ', 'Martinique'),
  ('MR', 'Mauritania'), ('MS', 'Montserrat'), ('MT', 'Malta'), ('MU', 'Mauritius'),
  ('MV', 'Maldives'), ('MW', 'Malawi'), ('MX', 'Mexico'), ('MY', 'Malaysia'), ('MZ', 'Mozambique'),
  ('NA', 'Namibia'), ('NC', 'New Caledonia'), ('NE', 'Niger'), ('NF', 'Norfolk Island'),
  ('NG', 'Nigeria'), ('NI', 'Nicaragua'), ('NL', 'Netherlands'), ('NO', 'Norway'), ('NP', 'Nepal'),
  ('NR', 'Nauru'), ('NU', 'Niue'), ('NZ', 'New Zealand'), ('OM', 'Oman'), ('PA', 'Panama'),
  ('PE', 'Peru'), ('PF', 'French Polynesia'), ('PG', 'Papua New Guinea'), ('PH', 'Philippines'),
  ('PK', 'Pakistan'), ('PL', 'Poland'), ('PM', 'Saint Pierre and Miquelon'), ('PN', 'Pitcairn'),
  ('PR', 'Puerto Rico'), ('PS', 'Palestine'), ('PT', 'Portugal'), ('PW', 'Palau'),
  ('PY', 'Paraguay'), ('QA', 'Qatar'), ('RE', 'Réunion'), ('RO', 'Romania'), ('RS', 'Serbia'),
  ('RU', 'Russia'), ('RW', 'Rwanda'), ('SA', 'Saudi Arabia'), ('SB', 'Solomon Islands'),
  ('SC', 'Seychelles'), ('SD', 'Sudan'), ('SE', 'Sweden'), ('SG', 'Singapore'),
  ('SH', 'Saint Helena'), ('SI', 'Slovenia'), ('SJ', 'Svalbard and Jan Mayen'), ('SK', 'Slovakia'),
  ('SL', 'Sierra Leone'), ('SM', 'San Marino'), ('SN', 'Senegal'), ('SO', 'Somalia'),
  ('SR', 'Suriname'), ('SS', 'South Sudan'), ('ST', 'Sao Tome and Principe'),
  ('SV', 'El Salvador'), ('SX', 'Sint Maarten'), ('SY', 'Syria'), ('SZ', 'Eswatini'),
  ('TC', 'Turks and Caicos Islands'), ('TD', 'Chad'), ('TF', 'French Southern Territories'),
  ('TG', 'Togo'), ('TH', 'Thailand'), ('TJ', 'Tajikistan'), ('TK', 'Tokelau'),
  ('TL', 'East Timor'), ('TM', 'Turkmenistan'), ('TN', 'Tunisia'), ('TO', 'Tonga'),
  ('TR', 'Turkey'), ('TT', 'Trinidad and Tobago'), ('TV', 'Tuvalu'), ('TW', 'Taiwan'),
  ('TZ', 'Tanzania'), ('UA', 'Ukraine'), ('UG', 'Uganda'),
  ('UM', 'United States Minor Outlying Islands'), ('US', 'United States'), ('UY', 'Uruguay'),
  ('UZ', 'Uzbekistan'), ('VA', 'Vatican City'), ('VC', 'Saint Vincent and the Grenadines'),
  ('VE', 'Venezuela'), ('VG', 'British Virgin Islands'), ('VI', 'United States Virgin Islands'),
  ('VN', 'Vietnam'), ('VU', 'Vanuatu'), ('WF', 'Wallis and Futuna'), ('WS', 'Samoa'),
  ('YE', 'Yemen'), ('YT', 'Mayotte'), ('ZA', 'South Africa'), ('ZM', 'Zambia'), ('ZW', 'Zimbabwe');

-- sql/10_core/1_tables/errors.sql
-- The registry of errors: every refusal that a client can meet, with its HTTP status. Raised only
-- through core.fail(). In `message` and `hint`, {name} stands for a value of the error's data.

create table core.errors (
  slug text not null,
  http_status smallint not null,
  message text not null,
  hint text not null,
  constraint errors_pkey primary key (slug),
  constraint slug_is_snake_case check (slug ~ '^[a-z][a-z0-9_]*$'),
  constraint http_status_is_an_error check (http_status between 400 and 599)
);
alter table core.errors enable row level security;
comment on table core.errors is 'Every error a client can get: its slug, HTTP status, text and cure.';

-- sql/10_core/1_tables/error_slugs.sql
-- requires: errors
-- The slugs, by subject. docs/errors.md is generated from this table.

insert into core.errors (slug, http_status, message, hint) values
  -- input
  ('missing_field', 400, 'The field {field} is missing.', 'Send {field} with a value.'),
  ('invalid_field', 400, 'The field {field} is not valid: {reason}.', 'Correct {field} and send the request again.'),
  ('invalid_email', 400, 'The e-mail address {email} is not valid.', 'Check the address and send the request again.'),
  ('invalid_quantity', 400, 'The quantity {quantity} is not valid: it must be a whole number from 1 to {max}.', 'Correct the quantity.'),
  ('duplicate_line', 400, '{what} stands in the order more than once.', 'Put everything of one ticket type, and of one product for the same ticket, into one line.'),
  ('too_many_lines', 400, 'The order has {lines} lines; {max} is the limit.', 'Divide it into several orders.'),
  ('idempotency_key_reused', 422, 'This idempotency key was used for a different request.', 'Use a new key for a new request; repeat the old request unchanged to get its answer.'),
  -- who you are
  ('sign_in_required', 401, 'This needs a signed-in user.', 'Sign in and send the access token.'),
  ('not_allowed', 403, 'Your role in this organisation does not permit this ({permission}).', 'Ask an owner or admin of the organisation.'),
  ('platform_admin_required', 403, 'Only administrators of the platform may do this.', 'Ask the platform''s support.'),
  ('not_found', 404, 'There is no {what} {id} that you have access to.', 'Check the id and the organisation you are signed in for.'),
  ('rate_limited', 429, 'Too many requests. Try again in {retry_after} seconds.', 'Wait {retry_after} seconds, then continue more slowly.'),
  -- states
  ('invalid_transition', 409, 'A {machine} cannot go from {from} to {to}.', 'Read its present state; it may have changed meanwhile.'),
  ('append_only', 403, 'Rows of {table} are never changed or removed.', 'Write a new row instead.'),
  ('parent_deleted', 409, 'This cannot be restored while the {parent_kind} that it belongs to is deleted: {parent}.', 'Restore {parent_kind} {parent_id} first.'),
  ('restore_conflict', 409, '{label} cannot be restored: {reason}.', 'Change or delete what has taken its place, then restore it again.'),
  -- orgs
  ('last_owner', 409, 'An organisation always keeps at least one owner.', 'Make somebody else an owner first.'),
  ('slug_taken', 409, 'The address {slug} is taken.', 'Choose another one.'),
  ('org_suspended', 403, 'This organisation is suspended.', 'The organisation can contact the platform to have this lifted.'),
  ('already_a_member', 409, '{email} is already a member of this organisation.', 'Change the role of the member instead.'),
  ('invitation_not_valid', 404, 'This invitation is not valid: it was used, withdrawn or has expired.', 'Ask the organisation for a new invitation.'),
  ('invitation_for_other_email', 403, 'This invitation was sent to another e-mail address.', 'Sign in with the address that was invited.'),
  -- events
  ('event_not_found', 404, 'There is no event {event_id} on sale.', 'Check the event; it may not be published yet or no longer.'),
  ('event_incomplete', 422, 'The event cannot be published yet: {missing}.', 'Complete what is missing and publish again.'),
  ('event_is_over', 409, 'The event has ended.', 'Nothing can be sold for it any more.'),
  ('capacity_below_sold', 409, 'A capacity of {capacity} is not enough: {taken} are sold or held.', 'Choose {taken} or more.'),
  ('pool_not_found', 404, 'There is no shared limit {pool_id} for this ticket type.', 'Choose one of the shared limits of the same event.'),
  ('pool_is_not_shared', 409, 'This limit belongs to a ticket type, price tier, wave, product or promo code.', 'Change the capacity of what it belongs to.'),
  ('own_pool_stays', 409, 'A ticket type always draws on its own limit.', 'For no limit of its own, set the capacity of the ticket type to null.'),
  ('wave_outside_event', 400, 'The wave {wave} would start at {starts_at}, outside the event, which lasts from {event_starts_at} to {event_ends_at}.', 'Choose a moment within the event, or change the dates of the event first.'),
  ('wave_in_use', 409, 'The wave {wave} cannot be deleted: {taken} places in it are sold or held.', 'Set is_active to false, so that nobody else chooses it.'),
  ('promo_code_taken', 409, 'The event has a promo code {promo_code} already.', 'Choose another code, or change the one that is there.'),
  -- selling
  ('ticket_type_not_found', 404, 'The ticket type {ticket_type_id} is not sold for this event.', 'Read the event again and choose one of its ticket types.'),
  ('sales_not_started', 409, 'The sale of {ticket_type} starts at {sales_start}.', 'Come back then.'),
  ('sales_ended', 409, 'The sale of {ticket_type} has ended.', 'Choose another ticket type.'),
  ('quantity_below_minimum', 400, '{ticket_type} is sold from {min} per order; {quantity} was asked.', 'Order at least {min}.'),
  ('quantity_above_maximum', 400, 'At most {max} of {ticket_type} fit in one order; {quantity} was asked.', 'Order at most {max}.'),
  ('sold_out', 409, '{ticket_type} has not enough places left for {quantity}: {available} available.', 'Order fewer, or choose another ticket type.'),
  ('question_not_found', 404, 'The question {question_id} is not asked here.', 'Read the event again and answer the questions that it asks now.'),
  ('question_is_needed', 409, 'The question cannot be changed like this because of the condition of {dependents}: {reason}.', 'Change the condition of {dependents} first.'),
  ('answer_missing', 400, 'The question "{question}" must be answered.', 'Answer it and send the request again.'),
  ('answer_invalid', 400, 'The answer to "{question}" is not valid: {reason}.', 'Correct the answer and send the request again.'),
  ('price_changed', 409, 'The price of {item} has changed.', 'Read the event again, show the new price, and order anew.'),
  ('product_not_found', 404, 'The product {product_id} is not sold for this event.', 'Read the event again and choose one of its products.'),
  ('product_not_for_this', 400, '{product} is sold {where}.', 'Move it to where it belongs.'),
  ('product_missing', 400, '{product} is missing: it goes with every ticket or order that it is meant for.', 'Add at least one.'),
  ('product_sold_out', 409, '{product} has not enough left for {quantity}: {available} available.', 'Order fewer, or choose another variant.'),
  ('variant_missing', 400, '{product} comes in several variants, and none was chosen.', 'Send the variant_id of one of them.'),
  ('variant_not_found', 404, '{product} is not sold in the variant {variant_id}.', 'Read the event again and choose one of its variants.'),
  ('personalisation_missing', 400, '{product} needs a text: {label}.', 'Send it as personalisation.'),
  ('promo_code_not_applicable', 400, 'The code {promo_code} is not for these tickets.', 'Leave the code out, or choose tickets that it is for.'),
  ('promo_code_used_up', 409, 'The code {promo_code} has been used as often as it can be.', 'Order without it.'),
  ('wave_full', 409, 'The wave {wave} is full.', 'Choose another wave.'),
  ('terms_not_accepted', 400, 'The terms of this event were not accepted.', 'Show the terms to the buyer and send accept_terms: true.'),
  ('promo_code_not_found', 404, 'The promo code {promo_code} is not valid for this event.', 'Check the code, or order without it.'),
  ('promo_code_not_started', 409, 'The promo code {promo_code} is valid from {starts_at}.', 'Come back then, or order without it.'),
  ('promo_code_ended', 409, 'The promo code {promo_code} is no longer valid.', 'Order without it.'),
  ('amount_too_large', 400, 'The order amounts to more than can be paid at once.', 'Divide it into several orders.'),
  -- who takes part
  ('registrations_required', 400, 'Line {line} does not say who takes part with {ticket_type}.', 'Send registrations with the line, one for each ticket.'),
  ('registrations_do_not_match_quantity', 400, 'Line {line} has {quantity} tickets and {registrations} registrations.', 'Send one registration for each ticket.'),
  ('too_many_registrations', 400, 'The order has {registrations} registrations; {max} is the limit.', 'Divide it into several orders.'),
  ('participant_not_found', 404, 'There is no participant {participant_id} that you can enter.', 'Use the participant of your own profile, or send the name and data of who takes part.'),
  ('profile_field_missing', 400, '{ticket_type} needs the field {field} of each participant.', 'Send {field} with the registration, or complete the profile.'),
  ('too_young', 422, '{ticket_type} is for people of {min_age} and older on race day, {race_day}.', 'Choose another ticket type.'),
  ('too_old', 422, '{ticket_type} is for people up to {max_age} years old on race day, {race_day}.', 'Choose another ticket type.'),
  ('licence_missing', 400, '{ticket_type} needs the licence number of each participant.', 'Send licence_number with the registration.'),
  ('licence_invalid', 400, 'The licence number does not look like those for {ticket_type}.', 'Check the number on the licence.'),
  ('wave_missing', 400, '{ticket_type} starts in waves, and none was chosen.', 'Send wave_id with one of the waves of the ticket type.'),
  ('wave_not_found', 404, '{ticket_type} does not start in the wave {wave_id}.', 'Read the event again and choose one of the waves of the ticket type.'),
  ('waiver_missing', 400, 'The waiver of the event has not been accepted for this participant.', 'Show it and send waiver with its version and the name of who accepted it.'),
  ('waiver_outdated', 409, 'Another version of the waiver has been published: {version}.', 'Show that version and have it accepted.'),
  ('guardian_missing', 422, 'A guardian accepts the waiver for whoever is younger than {guardian_below_age} on race day.', 'Have a guardian accept it and send is_guardian.'),
  ('registration_not_editable', 409, 'This registration can no longer be changed.', 'Contact the organiser.'),
  ('team_name_missing', 400, '{ticket_type} is for teams, and this one has no name.', 'Send team_name with the registration.'),
  ('order_not_found', 404, 'There is no such order.', 'Check the order''s token or id.'),
  ('order_already_paid', 409, 'This order has been paid.', 'There is nothing left to pay; the tickets were sent by e-mail.'),
  ('order_not_payable', 409, 'This order cannot be paid: it is {status}.', 'Place a new order.'),
  ('order_has_no_tickets', 409, 'This order has no valid tickets: it is {status}.', 'Only a paid order has tickets.'),
  ('paid_otherwise', 409, 'Order {order_number} needs no payment: it was settled ({method}) at {paid_at}.', 'Nothing was recorded. If this money came on top of that, send it back to whoever paid it.'),
  ('order_cannot_be_cancelled', 409, 'This order cannot be cancelled here: {reason}.', 'Only orders that staff placed, and that are not paid, are cancelled this way.'),
  -- start numbers and teams
  ('bib_ranges_overlap', 409, 'Another range of this event has the numbers {first_number} to {last_number}.', 'Choose numbers that no other range has.'),
  ('bib_taken', 409, 'The start number {number} is worn by somebody.', 'Choose another one, or take it back first.'),
  ('registration_not_paid', 409, 'This registration is {status}; only a paid one gets a start number.', 'Read its present state; it may have changed meanwhile.'),
  ('teams_are_closed', 409, 'Teams of {ticket_type} can no longer be formed: their time to find members was over at {closed_at}.', 'Choose another ticket type, or ask the organiser.'),
  ('join_code_not_valid', 404, 'No team has this code.', 'Check the code, or ask the team''s captain: an older code stops working when a new one is made.'),
  ('team_full', 409, 'The team {team} is full: it has {size_max} members.', 'Join another team.'),
  ('team_closed', 409, 'The team {team} takes no members any more.', 'Ask its captain or the organiser.'),
  ('team_not_paid', 409, 'The order of the team {team} is not paid: it is {status}.', 'Once it is paid the captain gets the team''s code.'),
  ('team_too_small', 409, 'The team {team} has {members} members and needs {size_min}.', 'Let more people join it first.'),
  ('already_in_team', 409, 'This participant is in the team {team} already.', 'There is nothing left to do.'),
  ('registration_not_in_team', 409, 'This registration is in no team.', 'Check the registration.'),
  ('successor_not_in_team', 422, 'The successor is no other member of the team.', 'Name the registration of another member, or nobody.'),
  ('too_late_to_leave', 409, 'The event has started; nobody can leave the team {team} any more.', 'Ask the organiser.'),
  -- payments
  ('wrong_amount', 422, 'The amount must be {expected} cents; {amount} were recorded.', 'Record the payment when all of it has arrived, and settle any difference with whoever paid.'),
  ('payment_not_accepted', 409, 'This payment cannot be accepted any more: the places were given to others, or the event was called off.', 'Nothing was recorded. Send the money back to whoever paid it, or place a new order.'),
  ('payment_not_found', 404, 'There is no payment {payment_id}.', 'Check the id.'),
  ('refund_not_found', 404, 'There is no refund {refund_id}.', 'Check the id.'),
  ('payment_conflict', 409, 'Payment {payment_id} already belongs to another payment of the provider.', 'Start a new payment attempt.'),
  -- workers
  ('malformed_json', 400, 'The body is not valid JSON.', 'Send a JSON object.'),
  ('body_too_large', 413, 'The body is larger than 64 KiB.', 'Send less at once.'),
  ('invalid_value', 400, 'A value has the wrong type or is out of range.', 'Compare the request with the API''s description.'),
  ('invalid_token', 401, 'The access token is not valid or has expired.', 'Sign in again.'),
  ('function_not_found', 404, 'There is no such function.', 'Check the address.'),
  ('method_not_allowed', 405, 'This function does not take this method.', 'Use one of the methods in the header Allow.'),
  ('payment_provider_unavailable', 503, 'The payment provider does not answer at the moment; the order is kept.', 'Try again in a moment with the same idempotency key, or start the payment again.'),
  ('payment_provider_refused', 502, 'The payment provider refused the payment.', 'Try again; if it stays, contact the organiser.'),
  ('try_again', 503, 'The system is busy.', 'Send the same request again in a moment.'),
  ('internal_error', 500, 'Something went wrong on our side.', 'Try again later; mention the request id if you contact us.');

-- sql/10_core/1_tables/idempotency_keys.sql
-- The answer given to a request that carried an idempotency key, so that a repeat gets the same.
-- Written in the transaction of the request itself; retired by a sweep.

create table core.idempotency_keys (
  scope text not null,
  function text not null,
  key text not null,
  request_hash bytea not null,
  response jsonb not null,
  created_at timestamptz not null default core.clock(),
  constraint idempotency_keys_pkey primary key (scope, function, key)
);
create index idempotency_keys_created_at_idx on core.idempotency_keys (created_at);
alter table core.idempotency_keys enable row level security;
comment on table core.idempotency_keys is 'Answers to requests that carried an idempotency key.';
comment on column core.idempotency_keys.scope is 'Whose key it is: an org or a user.';

-- sql/10_core/1_tables/outbox_events.sql
-- The only queue. A function writes a message in the same transaction as the change it tells of;
-- workers lease a bucket, deliver its messages in order, and acknowledge. A message is one row in
-- one of three tables: waiting (outbox_events), given up (outbox_dead), delivered (outbox_history).

create table core.outbox_events (
  event_id bigint generated always as identity,
  org_id uuid,
  channel text not null,
  bucket smallint not null,
  aggregate text not null,
  topic text not null,
  payload jsonb not null,
  attempts integer not null default 0,
  available_at timestamptz not null default core.clock(),
  last_error text,
  created_at timestamptz not null default core.clock(),
  constraint outbox_events_pkey primary key (event_id),
  constraint bucket_is_one_of_64 check (bucket between 0 and 63),
  constraint topic_starts_with_its_channel check (split_part(topic, '.', 1) = channel)
) with (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_cost_delay = 0);
create index outbox_events_bucket_idx on core.outbox_events (channel, bucket, event_id);
create index outbox_events_retry_idx on core.outbox_events (channel, bucket, aggregate, event_id)
  where attempts > 0;
create index outbox_events_org_idx on core.outbox_events (org_id, event_id);
alter table core.outbox_events enable row level security;
comment on table core.outbox_events is 'Messages that wait for delivery, in order per aggregate.';
comment on column core.outbox_events.aggregate is 'What the message is about, e.g. order:<id>; keeps its order.';

-- A consumer leases a bucket, not rows: messages of one aggregate share a bucket, so they stay in
-- order, and a slow reader costs no dead versions of the messages themselves.
create table core.outbox_buckets (
  channel text not null,
  bucket smallint not null,
  leased_until timestamptz not null default '-infinity',
  leased_by text,
  lease_seconds integer not null default 0,
  fence bigint not null default 0,
  constraint outbox_buckets_pkey primary key (channel, bucket)
) with (fillfactor = 50);
alter table core.outbox_buckets enable row level security;
comment on table core.outbox_buckets is 'Leases of workers; the fence rises with every lease.';

create table core.outbox_dead (
  event_id bigint not null,
  org_id uuid,
  channel text not null,
  bucket smallint not null,
  aggregate text not null,
  topic text not null,
  payload jsonb not null,
  attempts integer not null,
  last_error text not null,
  created_at timestamptz not null,
  died_at timestamptz not null default core.clock(),
  constraint outbox_dead_pkey primary key (event_id)
);
create index outbox_dead_org_idx on core.outbox_dead (org_id, event_id);
alter table core.outbox_dead enable row level security;
comment on table core.outbox_dead is 'Messages given up after their last attempt; they can be replayed.';

-- No payload: what was delivered may hold personal data or a token, and is no longer needed.
create table core.outbox_history (
  event_id bigint not null,
  org_id uuid,
  channel text not null,
  aggregate text not null,
  topic text not null,
  attempts integer not null,
  result jsonb,
  created_at timestamptz not null,
  delivered_at timestamptz not null default core.clock(),
  constraint outbox_history_pkey primary key (event_id)
);
create index outbox_history_org_idx on core.outbox_history (org_id, event_id);
create index outbox_history_delivered_at_idx on core.outbox_history (delivered_at);
alter table core.outbox_history enable row level security;
comment on table core.outbox_history is 'Delivered messages, without their contents.';

insert into core.outbox_buckets (channel, bucket)
select c.channel, b.bucket
from unnest(array['email', 'mollie']) as c (channel)
cross join generate_series(0, 63) as b (bucket);

-- sql/10_core/1_tables/promises.sql
-- The promises that the database keeps, each as a view that has no rows while it holds. A room
-- registers its views here; core.doctor() reads them all.

create table core.promises (
  promise text not null,
  view regclass not null,
  description text not null,
  constraint promises_pkey primary key (promise)
);
alter table core.promises enable row level security;
comment on table core.promises is 'Promises and the views that would show a broken one.';

-- sql/10_core/1_tables/rate_limits.sql
-- How often one subject may do one thing. `subject` says what is counted: a network address, a
-- user, or a key that the caller names (an e-mail address, a token).

create table core.rate_limits (
  rule text not null,
  subject text not null,
  max_hits integer not null,
  window_seconds integer not null,
  description text not null,
  constraint rate_limits_pkey primary key (rule),
  constraint subject_is_known check (subject in ('address', 'user', 'key')),
  constraint max_hits_is_positive check (max_hits > 0),
  constraint window_is_up_to_a_day check (window_seconds between 1 and 86400)
);
alter table core.rate_limits enable row level security;
comment on table core.rate_limits is 'Limits per rule; operators change them as settings.';

-- Each backend counts in a slot of its own, so that requests of one busy address do not wait for
-- one another's commit. Unlogged: after a crash everybody starts at zero.
create unlogged table core.rate_counters (
  rule text not null,
  subject text not null,
  window_start timestamptz not null,
  slot smallint not null,
  hits integer not null,
  constraint rate_counters_pkey primary key (rule, subject, window_start, slot)
) with (fillfactor = 70);
create index rate_counters_window_start_idx on core.rate_counters (window_start);
alter table core.rate_counters enable row level security;
comment on table core.rate_counters is 'Hits per rule, subject and window.';

insert into core.rate_limits (rule, subject, max_hits, window_seconds, description) values
  ('api_write', 'address', 1200, 60, 'Writing requests to /rest/v1 per address.'),
  ('api_write_user', 'user', 600, 60, 'Writing requests to /rest/v1 per signed-in user.'),
  ('create_order', 'address', 300, 60, 'Orders placed per address.'),
  ('create_payment', 'address', 300, 60, 'Payment attempts per address.'),
  ('webhook', 'address', 6000, 60, 'Calls of the payment webhook per address.'),
  ('resend_tickets', 'key', 5, 3600, 'Times that the tickets of one order are sent again.'),
  ('accept_invitation', 'user', 20, 3600, 'Invitation tokens tried per user.'),
  ('invite_member', 'key', 100, 86400, 'Invitations sent per organisation.');

-- sql/10_core/1_tables/secrets.sql
-- Keys that only functions of the database use. Made at random when the database is made, never
-- granted to anyone, never part of a migration's text.

create table core.secrets (
  name text not null,
  value bytea not null,
  created_at timestamptz not null default core.clock(),
  constraint secrets_pkey primary key (name),
  constraint value_is_at_least_32_bytes check (octet_length(value) >= 32)
);
alter table core.secrets enable row level security;
comment on table core.secrets is 'Keys of the database itself; readable by definer functions only.';

insert into core.secrets (name, value)
values ('public_token', extensions.gen_random_bytes(32));

-- sql/10_core/1_tables/settings.sql
-- One row per setting of the installation. Written by operators; read through core.setting().
-- Settings of one org or event are columns of their own tables.

create table core.settings (
  key text not null,
  value jsonb not null,
  description text not null,
  updated_at timestamptz not null default core.clock(),
  constraint settings_pkey primary key (key),
  constraint key_is_room_dot_name check (key ~ '^[a-z]+\.[a-z0-9_]+$')
);
alter table core.settings enable row level security;
comment on table core.settings is 'Settings of the installation, with their meaning.';

insert into core.settings (key, value, description) values
  ('core.clock_is_movable', 'false',
   'Whether the setting app.now may move core.clock(). Only ever true in a test database.'),
  ('core.rate_limits_are_on', 'true', 'Whether rate limits are counted and enforced at all.'),
  ('core.idempotency_hours', '48', 'How long the answer to an idempotency key is kept.'),
  ('core.address_header', '"x-real-ip"',
   'The request header in which the gateway in front writes the client''s address.'),
  ('core.outbox_max_attempts', '12', 'Failed deliveries after which a message is a dead letter.'),
  ('core.outbox_history_days', '90', 'How long the record of a delivered message is kept.');

-- sql/10_core/1_tables/sweeps.sql
-- What time alone causes. A room registers a function (limit integer) returns integer that does at
-- most `batch` pieces of due work and says how many it did; core.tick() runs what is due.

create table core.sweeps (
  name text not null,
  function text not null,
  every interval not null,
  batch integer not null,
  last_run_at timestamptz not null default '-infinity',
  last_count integer,
  last_error text,
  constraint sweeps_pkey primary key (name),
  -- Not regproc: pg_upgrade, and so Supabase's upgrades, refuse tables with such columns.
  constraint function_has_its_full_name check (function ~ '^[a-z_]+\.[a-z0-9_]+$'),
  constraint batch_is_positive check (batch > 0)
);
alter table core.sweeps enable row level security;
comment on table core.sweeps is 'Recurring, bounded work that the clock causes.';

-- sql/10_core/1_tables/transitions.sql
-- The allowed moves of every state machine, as data: the trigger core.tg__transition enforces
-- them, docs/state-machines.md is drawn from them. Each room inserts the moves of its machines.

create table core.transitions (
  machine text not null,
  from_state text not null,
  to_state text not null,
  description text not null,
  constraint transitions_pkey primary key (machine, from_state, to_state),
  constraint states_differ check (from_state <> to_state)
);
alter table core.transitions enable row level security;
comment on table core.transitions is 'Allowed moves per state machine; from_state `new` is creation.';

-- sql/10_core/2_functions/act_as.sql
-- Says for the rest of the transaction who is acting, where the token alone cannot tell: a
-- signed-in user who buys a ticket is a guest, not staff. An assistant stays an assistant.
create or replace function core.act_as(p_actor_type core.actor_type)
  returns void
  language plpgsql
  volatile
  security invoker
  set search_path = ''
as $$
begin
  if core.actor_type() <> 'assistant' then
    -- An assignment, because it costs half of a `perform`, and every sale comes by here.
    p_actor_type := set_config('app.actor_type', p_actor_type::text, true);
  end if;
end
$$;
revoke all on function core.act_as(core.actor_type) from public;

-- sql/10_core/2_functions/actor_type.sql
-- Who is acting, for the audit log. A function that serves buyers says so with
-- core.act_as('guest'); otherwise a signed-in user is staff, a caller with the anon key a guest,
-- and all else the system. Software that acts for staff carries app_metadata.actor_type =
-- "assistant" in its token, which only the auth server can put there.
create or replace function core.actor_type()
  returns core.actor_type
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
declare
  v_said text := current_setting('app.actor_type', true);
  v_claims text;
  v_jwt json;
begin
  if coalesce(v_said, '') <> '' then
    return v_said::core.actor_type;
  end if;
  v_claims := current_setting('request.jwt.claims', true);
  if coalesce(v_claims, '') = '' then
    return 'system';
  end if;
  v_jwt := v_claims::json;
  return case
    when v_jwt #>> '{app_metadata,actor_type}' = 'assistant' then 'assistant'
    when v_jwt ->> 'role' = 'authenticated' then 'operator'
    when v_jwt ->> 'role' = 'anon' then 'guest'
    else 'system'
  end;
end
$$;
revoke all on function core.actor_type() from public;

-- sql/10_core/2_functions/audit.sql
-- Writes one entry of the audit log: for changes by core.tg__audit(), for acts that change no row
-- (a resend, an export, a read of sensitive data) by the function that does them.
create or replace function core.audit(
  p_org_id uuid,
  p_entity_type text,
  p_entity_id text,
  p_action text,
  p_old_value jsonb default null,
  p_new_value jsonb default null
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_headers json := nullif(current_setting('request.headers', true), '');
begin
  insert into core.audit_log (
    org_id, entity_type, entity_id, action, old_value, new_value,
    performed_by, performed_by_type, location_id, request_id, address, user_agent
  ) values (
    p_org_id, p_entity_type, p_entity_id, p_action, p_old_value, p_new_value,
    auth.uid(), core.actor_type(), (coalesce(p_new_value, p_old_value) ->> 'location_id')::uuid,
    left(v_headers ->> 'x-request-id', 100),
    case when v_headers is not null then core.client_address() end,
    left(v_headers ->> 'user-agent', 300)
  );
end
$$;
revoke all on function core.audit(uuid, text, text, text, jsonb, jsonb) from public;

-- sql/10_core/2_functions/base64url.sql
-- Base64 with the alphabet for addresses and without padding (RFC 4648 §5).
create or replace function core.base64url(p_bytes bytea)
  returns text
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return rtrim(translate(encode(p_bytes, 'base64'), E'+/\n', '-_'), '=');
end
$$;
revoke all on function core.base64url(bytea) from public;

-- sql/10_core/2_functions/begin_idempotent.sql
-- The answer that this key got before, or null when the work is still to be done. Locks the key
-- until the end of the transaction, so a concurrent duplicate waits here and then gets the answer.
-- Raises idempotency_key_reused when the key came with another request.
create or replace function core.begin_idempotent(
  p_scope text,
  p_function text,
  p_key text,
  p_request jsonb
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_known core.idempotency_keys;
begin
  perform pg_advisory_xact_lock(hashtextextended(p_scope || ':' || p_function || ':' || p_key, 0));
  select k.* into v_known
  from core.idempotency_keys as k
  where k.scope = p_scope and k.function = p_function and k.key = p_key;
  if not found then
    return null;
  end if;
  if v_known.request_hash <> core.request_hash(p_request) then
    perform core.fail('idempotency_key_reused', jsonb_build_object('idempotency_key', p_key));
  end if;
  return v_known.response;
end
$$;
revoke all on function core.begin_idempotent(text, text, text, jsonb) from public;

-- sql/10_core/2_functions/claim_outbox.sql
-- Leases one bucket of a channel that has messages due, and returns them in order. No rows: nothing
-- to do. The fence proves the lease to complete_outbox and fail_outbox; a worker whose lease ran
-- out and was taken over can no longer acknowledge anything.
create or replace function core.claim_outbox(
  p_channel text,
  p_worker text,
  p_limit integer,
  p_lease_seconds integer
)
  returns table (
    event_id bigint,
    org_id uuid,
    bucket integer,
    fence bigint,
    aggregate text,
    topic text,
    payload jsonb,
    attempts integer
  )
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
  v_lease core.outbox_buckets;
begin
  select b.* into v_lease
  from core.outbox_buckets as b
  where b.channel = p_channel
    and b.leased_until <= v_now
    and exists (select 1 from core.due_messages(p_channel, b.bucket, v_now, 1))
  order by b.leased_until
  limit 1
  for update of b skip locked;
  if not found then
    return;
  end if;
  update core.outbox_buckets as b
  set leased_until = v_now + make_interval(secs => p_lease_seconds),
    leased_by = p_worker,
    lease_seconds = p_lease_seconds,
    fence = b.fence + 1
  where b.channel = p_channel and b.bucket = v_lease.bucket
  returning b.* into v_lease;
  return query
    select m.event_id, m.org_id, v_lease.bucket::integer, v_lease.fence, m.aggregate, m.topic,
      m.payload, m.attempts
    from core.due_messages(p_channel, v_lease.bucket, v_now, p_limit) as m;
end
$$;
revoke all on function core.claim_outbox(text, text, integer, integer) from public;
grant execute on function core.claim_outbox(text, text, integer, integer) to service_role;

-- sql/10_core/2_functions/client_address.sql
-- The network address of the client as the gateway saw it; null outside a request. The header is a
-- setting, because it must be one that the gateway in front writes itself: a client can send any.
create or replace function core.client_address()
  returns text
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return btrim(split_part(core.request_header(core.setting('core.address_header') #>> '{}'), ',', 1));
end
$$;
revoke all on function core.client_address() from public;

-- sql/10_core/2_functions/complete_outbox.sql
-- Acknowledges delivered messages: they move to the history, without their contents. Extends the
-- lease, so acknowledging none renews it. Returns how many; 0 when the lease was lost, and then
-- another worker delivers them again.
create or replace function core.complete_outbox(
  p_channel text,
  p_bucket integer,
  p_fence bigint,
  p_event_ids bigint[],
  p_result jsonb default null
)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_count integer;
begin
  if not core.hold_lease(p_channel, p_bucket, p_fence) then
    return 0;
  end if;
  with delivered as (
    delete from core.outbox_events as e
    where e.event_id = any (p_event_ids) and e.channel = p_channel and e.bucket = p_bucket
    returning *
  )
  insert into core.outbox_history (
    event_id, org_id, channel, aggregate, topic, attempts, result, created_at
  )
  select
    d.event_id, d.org_id, d.channel, d.aggregate, d.topic, d.attempts + 1, p_result, d.created_at
  from delivered as d;
  get diagnostics v_count = row_count;
  return v_count;
end
$$;
revoke all on function core.complete_outbox(text, integer, bigint, bigint[], jsonb) from public;
grant execute on function core.complete_outbox(text, integer, bigint, bigint[], jsonb)
  to service_role;

-- sql/10_core/2_functions/doctor.sql
-- Every broken promise, as (promise, problem); no rows when all is well. At most 100 problems of
-- each. For operators (`entree doctor`) and tests.
create or replace function core.doctor()
  returns table (promise text, problem jsonb)
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_promise core.promises;
begin
  for v_promise in select p.* from core.promises as p order by p.promise loop
    return query execute format(
      'select $1, to_jsonb(v) from %s as v limit 100', v_promise.view) using v_promise.promise;
  end loop;
end
$$;
revoke all on function core.doctor() from public;
grant execute on function core.doctor() to service_role;

-- sql/10_core/2_functions/due_messages.sql
-- The messages of one bucket that may be delivered now, in order. A message whose elder sibling
-- (same aggregate) still waits for its next try is held back, so that order is kept.
create or replace function core.due_messages(
  p_channel text,
  p_bucket smallint,
  p_now timestamptz,
  p_limit integer
)
  returns setof core.outbox_events
  language sql
  stable
  security invoker
  set search_path = ''
as $$
  select e.*
  from core.outbox_events as e
  where e.channel = p_channel
    and e.bucket = p_bucket
    and e.available_at <= p_now
    and not exists (
      select 1
      from core.outbox_events as elder
      where elder.channel = e.channel
        and elder.bucket = e.bucket
        and elder.aggregate = e.aggregate
        and elder.event_id < e.event_id
        and elder.attempts > 0
        and elder.available_at > p_now
    )
  order by e.event_id
  limit p_limit
$$;
revoke all on function core.due_messages(text, smallint, timestamptz, integer) from public;

-- sql/10_core/2_functions/emit.sql
-- Puts a message into the outbox, in the transaction of the change that it tells of. Messages with
-- the same aggregate are delivered in the order in which they were written.
create or replace function core.emit(
  p_org_id uuid,
  p_aggregate text,
  p_topic text,
  p_payload jsonb
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  insert into core.outbox_events (org_id, channel, bucket, aggregate, topic, payload)
  values (
    p_org_id, split_part(p_topic, '.', 1), hashtextextended(p_aggregate, 0) & 63,
    p_aggregate, p_topic, p_payload
  );
end
$$;
revoke all on function core.emit(uuid, text, text, jsonb) from public;

-- sql/10_core/2_functions/fail.sql
-- Raises a registered error: SQLSTATE PT<http status>, a sentence as message, the slug and data as
-- JSON in detail, the cure in hint. PostgREST answers with that status and puts the message into
-- the status line, so control characters from input are replaced and the length is bounded.
create or replace function core.fail(p_slug text, p_data jsonb default '{}')
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_error core.errors;
  v_name text;
  v_value text;
begin
  select e.* into v_error from core.errors as e where e.slug = p_slug;
  if not found then
    raise exception 'error % is not registered in core.errors', p_slug;
  end if;
  for v_name, v_value in select d.key, d.value from jsonb_each_text(p_data) as d loop
    v_value := left(regexp_replace(coalesce(v_value, '?'), '[[:cntrl:]]', ' ', 'g'), 200);
    v_error.message := replace(v_error.message, '{' || v_name || '}', v_value);
    v_error.hint := replace(v_error.hint, '{' || v_name || '}', v_value);
  end loop;
  raise exception using
    errcode = 'PT' || v_error.http_status,
    message = v_error.message,
    detail = (p_data || jsonb_build_object('code', p_slug))::text,
    hint = v_error.hint;
end
$$;
revoke all on function core.fail(text, jsonb) from public;
grant execute on function core.fail(text, jsonb) to anon, authenticated, service_role;

-- sql/10_core/2_functions/fail_outbox.sql
-- Records a failed delivery. The message waits for its next try, with a doubling, jittered delay of
-- 2 seconds up to 1 hour, or becomes a dead letter after the last attempt or a permanent error.
-- Returns `retry`, `dead`, or `lost` when the lease is no longer ours or the message not in it.
create or replace function core.fail_outbox(
  p_channel text,
  p_bucket integer,
  p_fence bigint,
  p_event_id bigint,
  p_error text,
  p_permanent boolean default false
)
  returns text
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_event core.outbox_events;
begin
  if not core.hold_lease(p_channel, p_bucket, p_fence) then
    return 'lost';
  end if;
  update core.outbox_events as e
  set attempts = e.attempts + 1,
    last_error = left(p_error, 500),
    available_at = core.clock()
      + least(2 ^ least(e.attempts + 1, 12), 3600) * (0.5 + random() / 2) * interval '1 second'
  where e.event_id = p_event_id and e.channel = p_channel and e.bucket = p_bucket
  returning e.* into v_event;
  if not found then
    return 'lost';
  end if;
  if not p_permanent and v_event.attempts < core.setting('core.outbox_max_attempts')::integer then
    return 'retry';
  end if;
  delete from core.outbox_events as e where e.event_id = p_event_id;
  insert into core.outbox_dead (
    event_id, org_id, channel, bucket, aggregate, topic, payload, attempts, last_error, created_at
  ) values (
    v_event.event_id, v_event.org_id, v_event.channel, v_event.bucket, v_event.aggregate,
    v_event.topic, v_event.payload, v_event.attempts, v_event.last_error, v_event.created_at
  );
  return 'dead';
end
$$;
revoke all on function core.fail_outbox(text, integer, bigint, bigint, text, boolean) from public;
grant execute on function core.fail_outbox(text, integer, bigint, bigint, text, boolean)
  to service_role;

-- sql/10_core/2_functions/finish_idempotent.sql
-- Stores the answer to a key that core.begin_idempotent() locked, in the transaction of the work.
create or replace function core.finish_idempotent(
  p_scope text,
  p_function text,
  p_key text,
  p_request jsonb,
  p_response jsonb
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  insert into core.idempotency_keys (scope, function, key, request_hash, response)
  values (p_scope, p_function, p_key, core.request_hash(p_request), p_response);
end
$$;
revoke all on function core.finish_idempotent(text, text, text, jsonb, jsonb) from public;

-- sql/10_core/2_functions/hash_fields.sql
-- Replaces the named fields of an object by hashes, salted with the row's id: enough to see that a
-- value changed, or to prove a value one knows, and nothing more.
create or replace function core.hash_fields(p_value jsonb, p_fields text[], p_salt text)
  returns jsonb
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
declare
  v_field text;
  v_value text;
begin
  foreach v_field in array p_fields loop
    v_value := p_value ->> v_field;
    if v_value is not null then
      p_value := p_value || jsonb_build_object(
        v_field, 'sha256:' || encode(sha256(convert_to(p_salt || ':' || v_value, 'UTF8')), 'hex'));
    end if;
  end loop;
  return p_value;
end
$$;
revoke all on function core.hash_fields(jsonb, text[], text) from public;

-- sql/10_core/2_functions/hit_rate_limit.sql
-- Counts one hit of a subject and raises rate_limited (429) when the rule's limit is exceeded in
-- the present window. A null subject is not limited.
create or replace function core.hit_rate_limit(p_rule text, p_subject text)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_rule core.rate_limits;
  v_now timestamptz := core.clock();
  v_window_start timestamptz;
  v_hits bigint;
begin
  if p_subject is null or not core.setting('core.rate_limits_are_on')::boolean then
    return;
  end if;
  select r.* into strict v_rule from core.rate_limits as r where r.rule = p_rule;
  v_window_start := to_timestamp(
    floor(extract(epoch from v_now) / v_rule.window_seconds) * v_rule.window_seconds);
  insert into core.rate_counters as c (rule, subject, window_start, slot, hits)
  values (p_rule, p_subject, v_window_start, pg_backend_pid() & 63, 1)
  on conflict (rule, subject, window_start, slot) do update set hits = c.hits + 1;
  select sum(c.hits) into v_hits
  from core.rate_counters as c
  where c.rule = p_rule and c.subject = p_subject and c.window_start = v_window_start;
  if v_hits > v_rule.max_hits then
    perform core.fail('rate_limited', jsonb_build_object(
      'rule', p_rule,
      'retry_after', ceil(extract(epoch from
        v_window_start + make_interval(secs => v_rule.window_seconds) - v_now))
    ));
  end if;
end
$$;
revoke all on function core.hit_rate_limit(text, text) from public;
grant execute on function core.hit_rate_limit(text, text) to service_role;

-- sql/10_core/2_functions/hold_lease.sql
-- Locks the leased bucket and extends its lease by its length; false when the lease was given back
-- or another worker has taken the bucket over.
create or replace function core.hold_lease(p_channel text, p_bucket integer, p_fence bigint)
  returns boolean
  language plpgsql
  volatile
  security invoker
  set search_path = ''
as $$
begin
  update core.outbox_buckets as b
  set leased_until = core.clock() + make_interval(secs => b.lease_seconds)
  where b.channel = p_channel
    and b.bucket = p_bucket
    and b.fence = p_fence
    and b.leased_by is not null;
  return found;
end
$$;
revoke all on function core.hold_lease(text, integer, bigint) from public;

-- sql/10_core/2_functions/is_country.sql
-- Whether a text is the code of a country: two capitals, as in ISO 3166-1.
create or replace function core.is_country(p_code text)
  returns boolean
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  perform 1 from core.countries as c where c.code = p_code;
  return found;
end
$$;
revoke all on function core.is_country(text) from public;

-- sql/10_core/2_functions/is_email.sql
-- Whether a text is an e-mail address of the shape that mail servers accept without quoting
-- (RFC 5321: 64 + @ + 255, dotted domain); whether it exists is found out by writing to it. Lengths
-- are counted beside the pattern, because bounds like {1,64} in it make matching fifteen times
-- slower.
create or replace function core.is_email(p_value text)
  returns boolean
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return length(p_value) <= 254
    and p_value ~ '^[^[:space:][:cntrl:]@<>()\[\],;:\\"]+@([[:alnum:]]([[:alnum:]-]*[[:alnum:]])?\.)+[[:alpha:]][[:alnum:]-]*[[:alnum:]]$'
    and not p_value like any (array['.%', '%..%', '%.@%'])
    and strpos(p_value, '@') <= 65
    and (length(p_value) <= 64 or p_value !~ '@(.*\.)?[^.]{64}');
end
$$;
revoke all on function core.is_email(text) from public;
grant execute on function core.is_email(text) to anon, authenticated, service_role;

-- sql/10_core/2_functions/iso_date.sql
-- The date that a text such as 2027-02-28 says, or null when it says none. Words and other ways of
-- writing dates, which Postgres would take too, mean different days to different people.
create or replace function core.iso_date(p_value text)
  returns date
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  if p_value !~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then
    return null;
  end if;
  return make_date(
    left(p_value, 4)::integer, substr(p_value, 6, 2)::integer, right(p_value, 2)::integer);
exception when datetime_field_overflow then
  return null;
end
$$;
revoke all on function core.iso_date(text) from public;

-- sql/10_core/2_functions/moved_clock.sql
-- The moment that `app.now` names, or the real one where the clock is not movable: a moment stands
-- still (`2026-05-01 12:00+02`), a signed interval goes on ticking (`+16 minutes`). Definer because
-- callers may not read core.settings.
create or replace function core.moved_clock()
  returns timestamptz
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_now text := current_setting('app.now');
begin
  if not core.setting('core.clock_is_movable')::boolean then
    return now();
  elsif v_now ~ '^[+-]' then
    return now() + v_now::interval;
  end if;
  return v_now::timestamptz;
end
$$;
revoke all on function core.moved_clock() from public;
grant execute on function core.moved_clock() to anon, authenticated, service_role;

-- sql/10_core/2_functions/new_token.sql
-- A new secret of 256 bits in 43 characters that fit in an address (base64url). Only its hash,
-- core.token_hash(), is ever stored.
create or replace function core.new_token()
  returns text
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  return core.base64url(extensions.gen_random_bytes(32));
end
$$;
revoke all on function core.new_token() from public;

-- sql/10_core/2_functions/optional_prose.sql
-- The trimmed text of a field that may have several lines and may be missing (null and blank both
-- give null). Lines end with \n, whatever the client's did. Raises invalid_field when it is longer
-- than `p_max` characters or holds control characters other than ends of lines and tabs.
create or replace function core.optional_prose(p_field text, p_value text, p_max integer)
  returns text
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
declare
  v_value text := nullif(btrim(replace(p_value, E'\r\n', E'\n'), E' \n\t'), '');
begin
  if length(v_value) > p_max then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', p_field, 'reason', format('it is longer than %s characters', p_max)));
  end if;
  if translate(v_value, E'\n\t', '') ~ '[[:cntrl:]]' then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', p_field, 'reason', 'it contains control characters'));
  end if;
  return v_value;
end
$$;
revoke all on function core.optional_prose(text, text, integer) from public;

-- sql/10_core/2_functions/optional_text.sql
-- The trimmed text of a field that may be missing (null and blank both give null). Raises
-- invalid_field when it is longer than `p_max` characters or holds control characters.
create or replace function core.optional_text(p_field text, p_value text, p_max integer)
  returns text
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
declare
  v_value text;
begin
  if p_value is null then
    return null;
  end if;
  v_value := nullif(btrim(p_value), '');
  if length(v_value) > p_max then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', p_field, 'reason', format('it is longer than %s characters', p_max)));
  end if;
  if v_value ~ '[[:cntrl:]]' then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', p_field, 'reason', 'it contains control characters'));
  end if;
  return v_value;
end
$$;
revoke all on function core.optional_text(text, text, integer) from public;
grant execute on function core.optional_text(text, text, integer)
  to anon, authenticated, service_role;

-- sql/10_core/2_functions/phone_number.sql
-- A phone number as E.164 has it (+31612345678), from how people write it: with 00 for the plus,
-- blanks, dots, dashes, slashes, brackets, and the zero of "+31 (0)6". Null when it is none; that
-- includes numbers without a country code, which could be anywhere.
create or replace function core.phone_number(p_value text)
  returns text
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
declare
  v_number text := translate(replace(p_value, '(0)', ''), E' \u00a0.-\u2013/()', '');
begin
  v_number := regexp_replace(v_number, '^00', '+');
  return case when v_number ~ '^\+[1-9][0-9]{6,14}$' then v_number end;
end
$$;
revoke all on function core.phone_number(text) from public;

-- sql/10_core/2_functions/pre_request.sql
-- Runs before every request of PostgREST, in its transaction. Limits writing requests per address
-- and per user. Reads run in a read-only transaction and cannot be counted here: the gateway and
-- max-rows bound them. A refused request's own count rolls back with it, so what must count
-- failures (tokens, codes) is counted by the workers in a transaction of its own.
create or replace function core.pre_request()
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  if current_setting('transaction_read_only')::boolean
    or current_setting('request.jwt.claims', true)::json ->> 'role' = 'service_role'
  then
    return;
  end if;
  perform core.hit_rate_limit('api_write', core.client_address());
  perform core.hit_rate_limit('api_write_user', auth.uid()::text);
exception when sqlstate 'PT429' then
  declare
    v_message text;
    v_detail text;
    v_hint text;
  begin
    -- The form that lets PostgREST set the header Retry-After.
    get stacked diagnostics
      v_message = message_text, v_detail = pg_exception_detail, v_hint = pg_exception_hint;
    raise sqlstate 'PGRST' using
      message = json_build_object(
        'code', 'PT429', 'message', v_message, 'details', v_detail, 'hint', v_hint)::text,
      detail = json_build_object(
        'status', 429,
        'headers', json_build_object('Retry-After', v_detail::json ->> 'retry_after'))::text;
  end;
end
$$;
revoke all on function core.pre_request() from public;
grant execute on function core.pre_request() to anon, authenticated, service_role;

-- sql/10_core/2_functions/public_token.sql
-- The secret by which somebody without a login reaches one thing (an order). Made from the thing's
-- id with a key of the database, so that repeating a request with its idempotency key gives the
-- same token although only the hash of it is stored.
create or replace function core.public_token(p_id uuid)
  returns text
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_token text;
begin
  select core.base64url(extensions.hmac(uuid_send(p_id), s.value, 'sha256')) into strict v_token
  from core.secrets as s
  where s.name = 'public_token';
  return v_token;
end
$$;
revoke all on function core.public_token(uuid) from public;

-- sql/10_core/2_functions/release_outbox.sql
-- Gives a leased bucket back before its lease ends.
create or replace function core.release_outbox(p_channel text, p_bucket integer, p_fence bigint)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  update core.outbox_buckets as b
  set leased_until = core.clock(), leased_by = null
  where b.channel = p_channel and b.bucket = p_bucket and b.fence = p_fence;
end
$$;
revoke all on function core.release_outbox(text, integer, bigint) from public;
grant execute on function core.release_outbox(text, integer, bigint) to service_role;

-- sql/10_core/2_functions/replay_outbox.sql
-- Puts dead letters back into the queue, in their old place: one by id, or all of a topic (null:
-- every one). Returns how many. For operators, through `entree outbox replay`.
create or replace function core.replay_outbox(
  p_event_id bigint default null,
  p_topic text default null
)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_count integer;
begin
  with raised as (
    delete from core.outbox_dead as d
    where (p_event_id is null or d.event_id = p_event_id) and (p_topic is null or d.topic = p_topic)
    returning *
  )
  insert into core.outbox_events (
    event_id, org_id, channel, bucket, aggregate, topic, payload, created_at
  )
  overriding system value
  select r.event_id, r.org_id, r.channel, r.bucket, r.aggregate, r.topic, r.payload, r.created_at
  from raised as r;
  get diagnostics v_count = row_count;
  return v_count;
end
$$;
revoke all on function core.replay_outbox(bigint, text) from public;
grant execute on function core.replay_outbox(bigint, text) to service_role;

-- sql/10_core/2_functions/request_hash.sql
-- Identifies a request's content. jsonb has one spelling per value, so order and blanks of the
-- original do not matter.
create or replace function core.request_hash(p_request jsonb)
  returns bytea
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return sha256(convert_to(p_request::text, 'UTF8'));
end
$$;
revoke all on function core.request_hash(jsonb) from public;

-- sql/10_core/2_functions/request_header.sql
-- A header of the present HTTP request, bounded in length; null outside a request. The name is in
-- lower case, as PostgREST and the workers pass them.
create or replace function core.request_header(p_name text)
  returns text
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
declare
  v_headers text := current_setting('request.headers', true);
begin
  if coalesce(v_headers, '') = '' then
    return null;
  end if;
  return left(v_headers::json ->> p_name, 300);
end
$$;
revoke all on function core.request_header(text) from public;
grant execute on function core.request_header(text) to anon, authenticated, service_role;

-- sql/10_core/2_functions/request_language.sql
-- The language to speak to somebody in, `nl` or `en`: the one asked for, else the first of the two
-- in the browser's Accept-Language, else Dutch. Raises invalid_field for any other.
create or replace function core.request_language(p_language text)
  returns text
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
begin
  if p_language is not null and p_language not in ('nl', 'en') then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'language', 'reason', 'it must be nl or en'));
  end if;
  return coalesce(
    p_language,
    substring(lower(core.request_header('accept-language')) from '(?:^|[ ,])(nl|en)(?:[-,; ]|$)'),
    'nl'
  );
end
$$;
revoke all on function core.request_language(text) from public;

-- sql/10_core/2_functions/require_email.sql
-- The e-mail address of a field, trimmed, in lower case. Raises missing_field or invalid_email.
create or replace function core.require_email(p_field text, p_value text)
  returns text
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
declare
  v_email text := lower(btrim(p_value));
begin
  if coalesce(v_email, '') = '' then
    perform core.fail('missing_field', jsonb_build_object('field', p_field));
  end if;
  if not core.is_email(v_email) then
    perform core.fail('invalid_email', jsonb_build_object('field', p_field, 'email', left(v_email, 100)));
  end if;
  return v_email;
end
$$;
revoke all on function core.require_email(text, text) from public;
grant execute on function core.require_email(text, text) to anon, authenticated, service_role;

-- sql/10_core/2_functions/require_id.sql
-- The id of a field. Raises missing_field when it is null.
create or replace function core.require_id(p_field text, p_value uuid)
  returns uuid
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
begin
  if p_value is null then
    perform core.fail('missing_field', jsonb_build_object('field', p_field));
  end if;
  return p_value;
end
$$;
revoke all on function core.require_id(text, uuid) from public;
grant execute on function core.require_id(text, uuid) to anon, authenticated, service_role;

-- sql/10_core/2_functions/require_range.sql
-- Raises invalid_field when a number is not within its bounds, both included; null is.
create or replace function core.require_range(
  p_field text,
  p_value bigint,
  p_least bigint,
  p_most bigint
)
  returns void
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
begin
  if p_value not between p_least and p_most then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', p_field,
      'reason', format('%s is not from %s to %s', p_value, p_least, p_most)));
  end if;
end
$$;
revoke all on function core.require_range(text, bigint, bigint, bigint) from public;
grant execute on function core.require_range(text, bigint, bigint, bigint)
  to anon, authenticated, service_role;

-- sql/10_core/2_functions/require_text.sql
-- The trimmed text of a field. Raises missing_field when it is null or blank, invalid_field when it
-- is longer than `p_max` characters or holds control characters.
create or replace function core.require_text(p_field text, p_value text, p_max integer)
  returns text
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
declare
  v_value text := btrim(p_value);
begin
  if coalesce(v_value, '') = '' then
    perform core.fail('missing_field', jsonb_build_object('field', p_field));
  end if;
  return core.optional_text(p_field, v_value, p_max);
end
$$;
revoke all on function core.require_text(text, text, integer) from public;
grant execute on function core.require_text(text, text, integer)
  to anon, authenticated, service_role;

-- sql/10_core/2_functions/setting.sql
-- The value of a setting. Raises a plain error for a key that nobody registered: that is a mistake
-- in our code, not in a request.
create or replace function core.setting(p_key text)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_value jsonb;
begin
  select s.value into v_value from core.settings as s where s.key = p_key;
  if not found then
    raise exception 'setting % is not registered in core.settings', p_key;
  end if;
  return v_value;
end
$$;
revoke all on function core.setting(text) from public;

-- sql/10_core/2_functions/slugify.sql
-- The part of an address made from a name: letters without their accents, digits, single hyphens,
-- at most 50 characters. Empty when the name has none of those.
create or replace function core.slugify(p_name text)
  returns text
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
declare
  v_slug text := lower(regexp_replace(normalize(p_name, nfkd), '[\u0300-\u036f]', '', 'g'));
begin
  -- Letters that Unicode does not take apart.
  v_slug := replace(replace(replace(v_slug, 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe');
  v_slug := translate(v_slug, 'øłđðı', 'olddi');
  v_slug := btrim(regexp_replace(v_slug, '[^a-z0-9]+', '-', 'g'), '-');
  return btrim(left(v_slug, 50), '-');
end
$$;
revoke all on function core.slugify(text) from public;

-- sql/10_core/2_functions/sweep_core.sql
-- Retires what core keeps for a while: answers to idempotency keys, rate counters, delivered mail.
create or replace function core.sweep_core(p_limit integer)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
  v_count integer;
  v_total integer := 0;
begin
  delete from core.idempotency_keys as k
  where k.ctid = any (array(
    select i.ctid from core.idempotency_keys as i
    where i.created_at < v_now - make_interval(hours => core.setting('core.idempotency_hours')::integer)
    limit p_limit));
  get diagnostics v_count = row_count;
  v_total := v_total + v_count;
  delete from core.rate_counters as c
  where c.ctid = any (array(
    select i.ctid from core.rate_counters as i
    where i.window_start < v_now - interval '1 day' limit p_limit));
  get diagnostics v_count = row_count;
  v_total := v_total + v_count;
  delete from core.outbox_history as h
  where h.ctid = any (array(
    select i.ctid from core.outbox_history as i
    where i.delivered_at < v_now - make_interval(days => core.setting('core.outbox_history_days')::integer)
    limit p_limit));
  get diagnostics v_count = row_count;
  return v_total + v_count;
end
$$;
revoke all on function core.sweep_core(integer) from public;

-- sql/10_core/2_functions/tg__append_only.sql
-- Refuses every change of rows that are there; a guarantee against ourselves, for every role.
create or replace function core.tg__append_only()
  returns trigger
  language plpgsql
  volatile
  security invoker
  set search_path = ''
as $$
begin
  perform core.fail('append_only', jsonb_build_object('table', tg_table_name));
  return null;
end
$$;
revoke all on function core.tg__append_only() from public;

-- sql/10_core/2_functions/tg__audit.sql
-- Row trigger of every audited table: writes what changed to the audit log, so that no function can
-- forget it. Arguments: the entity's name, then the columns whose values are stored as hashes only.
-- The action is `<entity>.created`, `.deleted`, `.restored`, `.<status>` for a change of status, or
-- `.updated`.
create or replace function core.tg__audit()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_entity text := tg_argv[0];
  v_old jsonb;
  v_new jsonb;
  v_row jsonb;
  v_id text;
  v_action text;
begin
  if tg_op <> 'INSERT' then
    v_old := to_jsonb(old);
  end if;
  if tg_op <> 'DELETE' then
    v_new := to_jsonb(new);
  end if;
  v_row := coalesce(v_new, v_old);
  v_id := coalesce(
    v_row ->> 'id', v_row ->> 'user_id', v_row ->> 'key', v_row ->> 'rule',
    (v_row ->> 'event_id') || '/' || (v_row ->> 'number'),
    v_row ->> 'participant_id', v_row ->> 'registration_id', v_row ->> 'question_id',
    v_row ->> 'promo_code_id', v_row ->> 'wave_id', v_row ->> 'ticket_type_id',
    v_row ->> 'event_id');
  if tg_op = 'UPDATE' then
    v_action := coalesce(
      nullif(v_new ->> 'status', v_old ->> 'status'),
      case when v_old ->> 'deleted_at' is null and v_new ->> 'deleted_at' is not null
        then 'deleted' end,
      case when v_old ->> 'deleted_at' is not null and v_new ->> 'deleted_at' is null
        then 'restored' end,
      'updated'
    );
    select jsonb_object_agg(n.key, v_old -> n.key), jsonb_object_agg(n.key, n.value)
    into v_old, v_new
    from jsonb_each(v_new) as n
    where n.value is distinct from v_old -> n.key and n.key <> 'updated_at';
    if v_new is null then
      return null;
    end if;
  else
    v_action := case tg_op when 'INSERT' then 'created' else 'deleted' end;
    v_new := jsonb_strip_nulls(v_new);
  end if;
  if tg_nargs > 1 then
    v_old := core.hash_fields(v_old, tg_argv[1:], v_id);
    v_new := core.hash_fields(v_new, tg_argv[1:], v_id);
  end if;
  perform core.audit(
    coalesce(v_row ->> 'org_id', case tg_table_name when 'orgs' then v_row ->> 'id' end)::uuid,
    v_entity, v_id, v_entity || '.' || v_action, v_old, v_new
  );
  return null;
end
$$;
revoke all on function core.tg__audit() from public;

-- sql/10_core/2_functions/tg__read_only.sql
-- Instead-of trigger of views that Postgres could not write to by itself (unions, joins). It
-- refuses, but what matters is that it is there: only then does Postgres ask for the grant first,
-- which nobody has, and clients get 403; otherwise they would get an internal error.
create or replace function core.tg__read_only()
  returns trigger
  language plpgsql
  volatile
  security invoker
  set search_path = ''
as $$
begin
  raise insufficient_privilege using message = format('%I is for reading', tg_table_name);
end
$$;
revoke all on function core.tg__read_only() from public;

-- sql/10_core/2_functions/tg__touch.sql
-- Keeps updated_at true.
create or replace function core.tg__touch()
  returns trigger
  language plpgsql
  volatile
  security invoker
  set search_path = ''
as $$
begin
  new.updated_at := core.clock();
  return new;
end
$$;
revoke all on function core.tg__touch() from public;

-- sql/10_core/2_functions/tg__transition.sql
-- Lets a row's status move only along core.transitions. Argument: the machine's name. The last line
-- of defence, whoever writes; the functions check before and say more.
create or replace function core.tg__transition()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_from text := 'new';
begin
  if tg_op = 'UPDATE' then
    if new.status = old.status then
      return new;
    end if;
    v_from := old.status::text;
  end if;
  perform 1
  from core.transitions as t
  where t.machine = tg_argv[0] and t.from_state = v_from and t.to_state = new.status::text;
  if not found then
    perform core.fail('invalid_transition', jsonb_build_object(
      'machine', tg_argv[0], 'from', v_from, 'to', new.status));
  end if;
  return new;
end
$$;
revoke all on function core.tg__transition() from public;

-- sql/10_core/2_functions/tick.sql
-- Runs the sweep that is most overdue, if one is, in this transaction of its own: sweeps lock many
-- things and so never share one. Returns {"sweep": name, "count": n}, or {"sweep": null} when
-- nothing is due; callers repeat until then. A sweep that worked off a full batch is due again at
-- once. Safe to run anywhere, any number of times.
create or replace function core.tick()
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
  v_sweep core.sweeps;
  v_count integer;
  v_error text;
begin
  perform core.act_as('system');
  select s.* into v_sweep
  from core.sweeps as s
  where s.last_run_at + s.every <= v_now
  order by s.last_run_at + s.every, s.name
  limit 1
  for update skip locked;
  if not found then
    return jsonb_build_object('sweep', null);
  end if;
  begin
    execute format('select %s($1)', v_sweep.function) into v_count using v_sweep.batch;
  exception when others then
    -- One broken sweep must not stop the others; the doctor reports last_error.
    get stacked diagnostics v_error = message_text;
  end;
  update core.sweeps as s
  set last_run_at = case when v_count >= s.batch then v_now - s.every else v_now end,
    last_count = v_count,
    last_error = v_error
  where s.name = v_sweep.name;
  return jsonb_strip_nulls(jsonb_build_object(
    'sweep', v_sweep.name, 'count', v_count, 'error', v_error));
end
$$;
revoke all on function core.tick() from public;
grant execute on function core.tick() to service_role;

-- sql/10_core/2_functions/token_hash.sql
-- What is stored of a token: SHA-256. Tokens have 256 random bits, so no salt is needed.
create or replace function core.token_hash(p_token text)
  returns bytea
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return sha256(convert_to(p_token, 'UTF8'));
end
$$;
revoke all on function core.token_hash(text) from public;

-- sql/10_core/3_access/audit_log.sql
-- Read by those who may read an org's audit trail (policy in the room tenancy); written by
-- functions.
-- NOTE: insert is not granted, because only core.audit() writes; update, delete and truncate fail
-- for everyone.
revoke all on core.audit_log from anon, authenticated, service_role;

create trigger _100_append_only before update or delete on core.audit_log
  for each row execute function core.tg__append_only();
create trigger _100_append_only_truncate before truncate on core.audit_log
  for each statement execute function core.tg__append_only();

-- sql/10_core/3_access/countries.sql
-- Only functions look countries up.
revoke all on core.countries from anon, authenticated, service_role;
create policy all_nobody on core.countries using (false);

-- sql/10_core/3_access/errors.sql
-- Read through core.fail().
revoke all on core.errors from anon, authenticated, service_role;
create policy all_nobody on core.errors using (false);

-- sql/10_core/3_access/idempotency_keys.sql
-- Only functions read and write it.
revoke all on core.idempotency_keys from anon, authenticated, service_role;
create policy all_nobody on core.idempotency_keys using (false);

-- sql/10_core/3_access/outbox_events.sql
-- Workers use claim_outbox, complete_outbox and fail_outbox. Staff read their org's messages
-- through public.email_outbox (policies in the room tenancy).
revoke all on core.outbox_events, core.outbox_buckets, core.outbox_dead, core.outbox_history
  from anon, authenticated, service_role;
create policy all_nobody on core.outbox_buckets using (false);

-- sql/10_core/3_access/pre_request.sql
-- PostgREST calls this function before every request.
alter role authenticator set pgrst.db_pre_request = 'core.pre_request';
notify pgrst, 'reload config';

-- sql/10_core/3_access/promises.sql
-- Read by core.doctor() only.
revoke all on core.promises from anon, authenticated, service_role;
create policy all_nobody on core.promises using (false);

-- sql/10_core/3_access/rate_limits.sql
-- Only functions count; operators change the limits through the CLI.
revoke all on core.rate_limits, core.rate_counters from anon, authenticated, service_role;
create policy all_nobody on core.rate_limits using (false);
create policy all_nobody on core.rate_counters using (false);

create trigger _900_audit after insert or update or delete on core.rate_limits
  for each row execute function core.tg__audit('rate_limit');

-- sql/10_core/3_access/secrets.sql
-- Only definer functions of core read it.
revoke all on core.secrets from anon, authenticated, service_role;
create policy all_nobody on core.secrets using (false);

-- sql/10_core/3_access/settings.sql
-- Only functions read it; operators write it through the CLI.
revoke all on core.settings from anon, authenticated, service_role;
create policy all_nobody on core.settings using (false);

create trigger _100_touch before update on core.settings
  for each row execute function core.tg__touch();
create trigger _900_audit after insert or update or delete on core.settings
  for each row execute function core.tg__audit('setting');

-- sql/10_core/3_access/sweeps.sql
-- Only core.tick() reads and writes it.
revoke all on core.sweeps from anon, authenticated, service_role;
create policy all_nobody on core.sweeps using (false);

insert into core.sweeps (name, function, every, batch)
values ('core.retire', 'core.sweep_core', interval '10 minutes', 5000);

-- sql/10_core/3_access/transitions.sql
-- Read by the transition trigger.
revoke all on core.transitions from anon, authenticated, service_role;
create policy all_nobody on core.transitions using (false);

-- sql/10_core/4_api/promise_outbox.sql
-- Nothing that was promised to be sent is stuck: no dead letters, nothing overdue for an hour, no
-- sweep that fails.
create or replace view core.promise_outbox as
select 'dead letter' as problem, d.event_id::text as id, d.topic, d.last_error
from core.outbox_dead as d
union all
select 'overdue', e.event_id::text, e.topic, e.last_error
from core.outbox_events as e
where e.available_at < core.clock() - interval '1 hour'
union all
select 'sweep fails', s.name, s.function, s.last_error
from core.sweeps as s
where s.last_error is not null;
revoke all on core.promise_outbox from anon, authenticated, service_role;
comment on view core.promise_outbox is 'Dead letters, overdue messages and failing sweeps.';

insert into core.promises (promise, view, description)
values ('messages_are_delivered', 'core.promise_outbox',
  'Every message is delivered; dead letters wait for `entree outbox replay`.');

-- sql/10_core/4_api/promise_tenancy.sql
-- A row never points into another tenant, and every table is closed by default: read from the
-- catalog, so that a change made by hand in a running database shows too.
create or replace view core.promise_tenancy as
with rooms as (
  select n.oid
  from pg_catalog.pg_namespace as n
  where n.nspname in (
    'core', 'tenancy', 'payments', 'billing', 'events', 'sales', 'dining', 'door', 'integrations',
    'platform'
  )
),
org_columns as (
  select a.attrelid, a.attnum
  from pg_catalog.pg_attribute as a
  where a.attname = 'org_id' and not a.attisdropped
)
select c.conrelid::regclass::text as relation, c.conname::text as problem
from pg_catalog.pg_constraint as c
join rooms as r on r.oid = c.connamespace
join org_columns as f on f.attrelid = c.conrelid
join org_columns as t on t.attrelid = c.confrelid
where c.contype = 'f' and not (f.attnum = any (c.conkey) and t.attnum = any (c.confkey))
union all
select c.oid::regclass::text, 'row level security is off'
from pg_catalog.pg_class as c
join rooms as r on r.oid = c.relnamespace
where c.relkind in ('r', 'p') and not c.relrowsecurity;
revoke all on core.promise_tenancy from anon, authenticated, service_role;
comment on view core.promise_tenancy is
  'Foreign keys between tenant tables without org_id, and tables without row level security.';

insert into core.promises (promise, view, description)
values ('tenants_are_apart', 'core.promise_tenancy',
  'A row never points into another tenant; every table has row level security.');

-- sql/10_core/4_api/promise_transitions.sql
-- A state changed only along a declared transition: what the audit log saw, against the table.
create or replace view core.promise_transitions as
select
  a.audit_id,
  a.entity_type as machine,
  a.entity_id,
  a.old_value ->> 'status' as from_state,
  a.new_value ->> 'status' as to_state
from core.audit_log as a
where a.old_value ->> 'status' is not null
  and a.new_value ->> 'status' is not null
  and exists (select 1 from core.transitions as t where t.machine = a.entity_type)
  and not exists (
    select 1
    from core.transitions as t
    where t.machine = a.entity_type
      and t.from_state = a.old_value ->> 'status'
      and t.to_state = a.new_value ->> 'status'
  );
revoke all on core.promise_transitions from anon, authenticated, service_role;
comment on view core.promise_transitions is 'Changes of state that are not declared in core.transitions.';

insert into core.promises (promise, view, description)
values ('states_move_as_declared', 'core.promise_transitions',
  'A state changes only along a declared transition.');

-- sql/20_tenancy/1_tables/_schema.sql
-- Room tenancy: who the tenants are, who belongs to them, and what each role may do. It knows of
-- users (auth.users, the room of Supabase) and of nothing that an org sells.

create schema tenancy;
comment on schema tenancy is
  'Orgs, members and roles, permissions, invitations, suspension, platform admins.';
grant usage on schema tenancy to anon, authenticated, service_role;

create type tenancy.member_role as enum (
  'owner', 'admin', 'finance', 'support', 'scanner', 'member'
);
comment on type tenancy.member_role is
  'What somebody is in an org; tenancy.role_permissions says what it permits.';

create type tenancy.invitation_status as enum ('pending', 'accepted', 'revoked', 'expired');
comment on type tenancy.invitation_status is 'States of the machine `invitation`.';

-- sql/20_tenancy/1_tables/orgs.sql
-- The tenant: an organiser or the owner of restaurants. Founded by tenancy.create_org(), edited by
-- its owners and admins through public.orgs, suspended by platform admins. `deleted_at` hides it
-- from everybody, its members included.

create table tenancy.orgs (
  id uuid not null default core.new_id(),
  name text not null,
  slug text not null,
  email text,
  language text not null default 'nl',
  country text not null default 'NL',
  created_by uuid,
  suspended_at timestamptz,
  suspended_reason text,
  deleted_at timestamptz,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  constraint orgs_pkey primary key (id),
  constraint orgs_slug_key unique (slug),
  constraint orgs_created_by_fkey foreign key (created_by)
    references auth.users (id) on delete set null,
  constraint name_has_1_to_120_characters check (length(btrim(name)) between 1 and 120),
  constraint slug_is_a_dns_label check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(slug) <= 63),
  constraint email_is_lower_case check (email = lower(email)),
  constraint language_is_nl_or_en check (language in ('nl', 'en')),
  constraint country_is_two_capitals check (country ~ '^[A-Z]{2}$'),
  constraint suspended_at_is_set_iff_suspended_reason
    check ((suspended_at is null) = (suspended_reason is null))
);
create index orgs_created_by_idx on tenancy.orgs (created_by);
alter table tenancy.orgs enable row level security;
comment on table tenancy.orgs is 'Tenants: organisers of events and owners of restaurants.';
comment on column tenancy.orgs.slug is 'Its part of public addresses; unique, lower case.';
comment on column tenancy.orgs.email is 'Where buyers and guests reach the org; shown to them.';
comment on column tenancy.orgs.language is 'Language of its mail where the reader''s is unknown.';
comment on column tenancy.orgs.suspended_at is
  'Since when the org sells nothing; set by the platform.';

-- sql/20_tenancy/1_tables/org_invitations.sql
-- requires: orgs
-- An offer to join an org, sent by e-mail. The token that accepts it is in that mail only; here
-- stands its hash. Machine `invitation`; written by the functions of this room only. An invitation
-- is worth what its inviter may still grant: who is removed or demoted takes theirs along.

create table tenancy.org_invitations (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  email text not null,
  role tenancy.member_role not null,
  token_hash bytea not null,
  invited_by uuid,
  status tenancy.invitation_status not null default 'pending',
  expires_at timestamptz not null,
  accepted_at timestamptz,
  revoked_at timestamptz,
  expired_at timestamptz,
  created_at timestamptz not null default core.clock(),
  constraint org_invitations_pkey primary key (org_id, id),
  constraint org_invitations_token_hash_key unique (token_hash),
  constraint org_invitations_org_id_fkey foreign key (org_id) references tenancy.orgs (id),
  constraint org_invitations_invited_by_fkey foreign key (invited_by)
    references auth.users (id) on delete set null,
  constraint email_is_lower_case check (email = lower(email)),
  constraint accepted_at_is_set_iff_accepted
    check ((status = 'accepted') = (accepted_at is not null)),
  constraint revoked_at_is_set_iff_revoked check ((status = 'revoked') = (revoked_at is not null)),
  constraint expired_at_is_set_iff_expired check ((status = 'expired') = (expired_at is not null))
);
-- One open invitation per address and org.
create unique index org_invitations_pending_key on tenancy.org_invitations (org_id, email)
  where status = 'pending';
create index org_invitations_expires_at_idx on tenancy.org_invitations (expires_at)
  where status = 'pending';
create index org_invitations_invited_by_idx on tenancy.org_invitations (invited_by);
alter table tenancy.org_invitations enable row level security;
comment on table tenancy.org_invitations is 'Invitations to join an org.';
comment on column tenancy.org_invitations.expired_at is
  'When it was marked as expired; it counts no more from expires_at.';

insert into core.transitions (machine, from_state, to_state, description) values
  ('invitation', 'new', 'pending', 'Somebody is invited.'),
  ('invitation', 'pending', 'accepted', 'The invited person joins.'),
  ('invitation', 'pending', 'revoked', 'The org withdraws it, or sends a newer one.'),
  ('invitation', 'pending', 'expired', 'Nobody accepted it in time.');

-- sql/20_tenancy/1_tables/org_members.sql
-- requires: orgs
-- Who belongs to an org, in which role. Written by the functions of this room only. Policies read
-- it on every request, so whoever is removed loses access with the next one. An org always keeps
-- one owner (triggers in 3_access): an account that is the last owner of an org cannot be removed.

create table tenancy.org_members (
  org_id uuid not null,
  user_id uuid not null,
  role tenancy.member_role not null,
  created_at timestamptz not null default core.clock(),
  constraint org_members_pkey primary key (org_id, user_id),
  constraint org_members_org_id_fkey foreign key (org_id) references tenancy.orgs (id),
  constraint org_members_user_id_fkey foreign key (user_id)
    references auth.users (id) on delete cascade
);
create index org_members_user_id_idx on tenancy.org_members (user_id, org_id) include (role);
alter table tenancy.org_members enable row level security;
comment on table tenancy.org_members is 'Members of orgs with their roles.';

-- sql/20_tenancy/1_tables/platform_admins.sql
-- Who administers the platform itself. Never a role in an org: what they do is not the org's doing.
-- Written with tenancy.grant_platform_admin() by operators who have the database.

create table tenancy.platform_admins (
  user_id uuid not null,
  created_at timestamptz not null default core.clock(),
  constraint platform_admins_pkey primary key (user_id),
  constraint platform_admins_user_id_fkey foreign key (user_id)
    references auth.users (id) on delete cascade
);
alter table tenancy.platform_admins enable row level security;
comment on table tenancy.platform_admins is 'Users who administer the platform.';

-- sql/20_tenancy/1_tables/restorables.sql
-- What is deleted softly and can be restored: one row per table whose rows have org_id, id and
-- deleted_at. A room above registers its tables; tenancy reads and writes them without knowing
-- them. `label` is an SQL expression over the row `d`: what people know it by. It is code, which
-- migrations write and nobody else.

create table tenancy.restorables (
  kind text not null,
  table_name text not null,
  label text not null,
  conflict text,
  constraint restorables_pkey primary key (kind),
  constraint table_name_is_unique unique (table_name),
  constraint kind_is_snake_case check (kind ~ '^[a-z][a-z_]*$'),
  -- Not regclass: pg_upgrade, and so Supabase's upgrades, refuse tables with such columns.
  constraint table_has_its_full_name check (table_name ~ '^[a-z_]+\.[a-z0-9_]+$')
);
alter table tenancy.restorables enable row level security;
comment on table tenancy.restorables is 'Kinds of rows that an owner can bring back after deletion.';
comment on column tenancy.restorables.conflict is
  'Why one may find its place taken, when something about it is unique; null: nothing is.';

-- sql/20_tenancy/1_tables/role_permissions.sql
-- Who may do what, as data: the only place that knows what a role permits. Functions and policies
-- ask for a permission, never for a role. Changed by migrations, like the code that asks.

create table tenancy.permissions (
  permission text not null,
  description text not null,
  constraint permissions_pkey primary key (permission),
  constraint permission_is_subject_dot_act check (permission ~ '^[a-z]+\.[a-z_]+$')
);
alter table tenancy.permissions enable row level security;
comment on table tenancy.permissions is 'Everything that a role can permit.';

create table tenancy.role_permissions (
  role tenancy.member_role not null,
  permission text not null,
  constraint role_permissions_pkey primary key (role, permission),
  constraint role_permissions_permission_fkey foreign key (permission)
    references tenancy.permissions (permission)
);
create index role_permissions_permission_idx on tenancy.role_permissions (permission);
alter table tenancy.role_permissions enable row level security;
comment on table tenancy.role_permissions is 'What each role permits.';

insert into tenancy.permissions (permission, description) values
  ('org.read', 'See the organisation and who is in it.'),
  ('org.update', 'Change its name, address, contact e-mail, language and country.'),
  ('members.manage', 'Invite and remove members and change their roles, owners excepted.'),
  ('owners.manage', 'The same for owners.'),
  ('events.manage', 'Make and change events, ticket types and products.'),
  ('dining.manage', 'Set up locations, tables, shifts and policies.'),
  ('participants.read', 'See participants.'),
  ('participants.read_sensitive', 'See their sensitive fields, such as medical remarks.'),
  ('registrations.read', 'See registrations.'),
  ('reservations.read', 'See reservations and guests.'),
  ('reservations.operate', 'Make, move, seat and cancel reservations.'),
  ('orders.read', 'See orders and the mail about them.'),
  ('orders.create', 'Place orders for others, on invoice, by bank transfer or for cash, and cancel them.'),
  ('orders.give_away', 'Place complimentary orders.'),
  ('payments.read', 'See payments, refunds and invoices.'),
  ('payments.record', 'Record money that came past the payment provider.'),
  ('exports.create', 'Export data of the organisation.'),
  ('refunds.create', 'Pay money back.'),
  ('tickets.resend', 'Send tickets to their buyer again.'),
  ('tickets.scan', 'Admit visitors by scanning their tickets.'),
  ('scans.override', 'Undo or overrule a scan.'),
  ('audit.read', 'Read the audit trail of the organisation.'),
  ('deleted.restore', 'See what was deleted, and restore it.');

-- One line per permission, so that the matrix reads like the table in the documentation.
insert into tenancy.role_permissions (permission, role)
select m.permission, unnest(m.roles)::tenancy.member_role
from (
  values
  ('org.read', array['owner', 'admin', 'finance', 'support', 'scanner', 'member']),
  ('org.update', array['owner', 'admin']),
  ('members.manage', array['owner', 'admin']),
  ('owners.manage', array['owner']),
  ('events.manage', array['owner', 'admin']),
  ('dining.manage', array['owner', 'admin']),
  ('participants.read', array['owner', 'admin', 'support']),
  ('participants.read_sensitive', array['owner', 'admin']),
  ('registrations.read', array['owner', 'admin', 'support']),
  ('reservations.read', array['owner', 'admin', 'support', 'member']),
  ('reservations.operate', array['owner', 'admin', 'support', 'member']),
  ('orders.read', array['owner', 'admin', 'finance', 'support']),
  ('orders.create', array['owner', 'admin', 'support']),
  ('orders.give_away', array['owner', 'admin']),
  ('payments.read', array['owner', 'admin', 'finance']),
  ('payments.record', array['owner', 'admin', 'finance']),
  ('exports.create', array['owner', 'admin', 'finance']),
  ('refunds.create', array['owner', 'admin']),
  ('tickets.resend', array['owner', 'admin', 'support']),
  ('tickets.scan', array['owner', 'admin', 'support', 'scanner']),
  ('scans.override', array['owner', 'admin']),
  ('audit.read', array['owner', 'admin', 'finance']),
  ('deleted.restore', array['owner'])
) as m (permission, roles);

-- sql/20_tenancy/1_tables/settings.sql
-- What this room adds to the settings and limits of core.

insert into core.settings (key, value, description) values
  ('tenancy.invitation_days', '7', 'How long an invitation to join an org can be accepted.');

insert into core.rate_limits (rule, subject, max_hits, window_seconds, description) values
  ('create_org', 'user', 50, 86400, 'Organisations founded per user.');

-- sql/20_tenancy/2_functions/accept_invitation.sql
-- Makes the signed-in user a member of the org that invited them. The invitation is consumed by
-- the first statement that touches it, so of two who come at once one waits and finds it used;
-- whatever is refused afterwards rolls that back. What makes guessing hopeless is the token's 256
-- bits: a refused try takes its count of the rate limit back with it. Called by
-- public.accept_invitation().
-- Locks: the invitation. Raises sign_in_required, missing_field, rate_limited,
-- invitation_not_valid, invitation_for_other_email, already_a_member, try_again.
create or replace function tenancy.accept_invitation(p_token text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
  set lock_timeout = '3s'
as $$
declare
  v_account record := tenancy.require_account();
  v_token_hash bytea := core.token_hash(core.require_text('token', p_token, 200));
  v_invitation tenancy.org_invitations;
  v_org tenancy.orgs;
begin
  perform core.hit_rate_limit('accept_invitation', v_account.user_id::text);
  begin
    update tenancy.org_invitations as i
    set status = 'accepted', accepted_at = core.clock()
    where i.token_hash = v_token_hash and i.status = 'pending' and i.expires_at > core.clock()
    returning i.* into v_invitation;
  exception when lock_not_available then
    perform core.fail('try_again');
  end;
  select o.* into v_org
  from tenancy.orgs as o
  where o.id = v_invitation.org_id and o.deleted_at is null;
  if not found
    or not tenancy.may_invite(v_org.id, v_invitation.invited_by, v_invitation.role)
  then
    perform core.fail('invitation_not_valid');
  end if;
  if v_invitation.email <> v_account.email then
    perform core.fail('invitation_for_other_email');
  end if;

  insert into tenancy.org_members (org_id, user_id, role)
  values (v_org.id, v_account.user_id, v_invitation.role)
  on conflict (org_id, user_id) do nothing;
  if not found then
    perform core.fail('already_a_member', jsonb_build_object('email', v_account.email));
  end if;
  return jsonb_build_object(
    'org_id', v_org.id, 'name', v_org.name, 'slug', v_org.slug, 'role', v_invitation.role);
end
$$;
revoke all on function tenancy.accept_invitation(text) from public;
grant execute on function tenancy.accept_invitation(text) to anon, authenticated;

-- sql/20_tenancy/2_functions/authorise.sql
-- First statement of every definer function that serves staff: answers the caller's role in the
-- org, or raises
--   sign_in_required  nobody is signed in;
--   not_found         there is no such org, or the caller is no member of it: they look the same;
--                     whoever was asked for a thing of the org names that (`p_what`, `p_id`)
--                     instead, so that it looks the same whosoever it is;
--   not_allowed       the caller's role does not have the permission.
-- From here on the audit log has the caller down as staff.
create or replace function tenancy.authorise(
  p_org_id uuid,
  p_permission text,
  p_what text default 'organisation',
  p_id uuid default null
)
  returns tenancy.member_role
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_user_id uuid := auth.uid();
  v_role tenancy.member_role;
begin
  if v_user_id is null then
    perform core.fail('sign_in_required');
  end if;
  select m.role into v_role
  from tenancy.org_members as m
  inner join tenancy.orgs as o on o.id = m.org_id and o.deleted_at is null
  where m.org_id = p_org_id and m.user_id = v_user_id;
  if not found then
    perform core.fail('not_found', jsonb_build_object(
      'what', p_what, 'id', coalesce(p_id, p_org_id)));
  end if;
  perform 1
  from tenancy.role_permissions as p
  where p.role = v_role and p.permission = p_permission;
  if not found then
    perform core.fail('not_allowed', jsonb_build_object('permission', p_permission));
  end if;
  perform core.act_as('operator');
  return v_role;
end
$$;
revoke all on function tenancy.authorise(uuid, text, text, uuid) from public;
comment on function tenancy.authorise(uuid, text, text, uuid) is
  'The caller''s role in an org; raises unless it has the permission.';

-- sql/20_tenancy/2_functions/authorise_and_lock.sql
-- tenancy.authorise() for changes of members and invitations, which happen one after the other:
-- locks the org and asks again, because whoever waited for the lock may have lost the right to what
-- the one before them did. Raises what authorise() and lock_org() raise.
create or replace function tenancy.authorise_and_lock(p_org_id uuid, p_permission text)
  returns tenancy.member_role
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  -- Before the lock too: a stranger must not be able to keep others waiting.
  perform tenancy.authorise(p_org_id, p_permission);
  perform tenancy.lock_org(p_org_id);
  return tenancy.authorise(p_org_id, p_permission);
end
$$;
revoke all on function tenancy.authorise_and_lock(uuid, text) from public;

-- sql/20_tenancy/2_functions/change_member_role.sql
-- Gives a member another role. Owners are made and unmade by owners only, and the last one stays.
-- Repeating it changes nothing. Called by public.change_member_role().
-- Locks: org. Raises not_allowed, not_found, missing_field, invalid_field, last_owner.
create or replace function tenancy.change_member_role(p_org_id uuid, p_user_id uuid, p_role text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_caller_role tenancy.member_role := tenancy.authorise_and_lock(
    core.require_id('org_id', p_org_id), 'members.manage');
  v_role tenancy.member_role := tenancy.require_role('role', p_role);
  v_present_role tenancy.member_role;
begin
  perform core.require_id('user_id', p_user_id);
  v_present_role := tenancy.find_member(p_org_id, p_user_id);
  perform tenancy.guard_owners(v_caller_role, v_present_role, v_role);
  if v_role <> v_present_role then
    update tenancy.org_members as m
    set role = v_role
    where m.org_id = p_org_id and m.user_id = p_user_id;
  end if;
  return jsonb_build_object('org_id', p_org_id, 'user_id', p_user_id, 'role', v_role);
end
$$;
revoke all on function tenancy.change_member_role(uuid, uuid, text) from public;
grant execute on function tenancy.change_member_role(uuid, uuid, text) to anon, authenticated;

-- sql/20_tenancy/2_functions/create_org.sql
-- Founds an org; the signed-in user becomes its first owner. Without a slug one is made from the
-- name, with something added when that is taken. Called by public.create_org().
-- Raises sign_in_required, rate_limited, missing_field, invalid_field, invalid_email, slug_taken.
create or replace function tenancy.create_org(
  p_name text,
  p_slug text,
  p_email text,
  p_language text,
  p_country text
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_user_id uuid := (tenancy.require_account()).user_id;
  v_name text := core.require_text('name', p_name, 120);
  v_wanted_slug text := core.optional_text('slug', p_slug, 63);
  v_made_slug text := coalesce(nullif(core.slugify(v_name), ''), 'org');
  v_slug text := coalesce(v_wanted_slug, v_made_slug);
  v_org tenancy.orgs;
begin
  perform core.hit_rate_limit('create_org', v_user_id::text);
  loop
    -- One statement, so that the org has its owner whenever its constraints are checked.
    with founded as (
      insert into tenancy.orgs (name, slug, email, language, country, created_by)
      values (
        v_name, v_slug, p_email, coalesce(core.optional_text('language', p_language, 2), 'nl'),
        coalesce(core.optional_text('country', p_country, 2), 'NL'), v_user_id
      )
      on conflict (slug) do nothing
      returning *
    ), owned as (
      insert into tenancy.org_members (org_id, user_id, role)
      select f.id, v_user_id, 'owner' from founded as f
    )
    select f.* into v_org from founded as f;
    exit when found;
    if v_wanted_slug is not null then
      perform core.fail('slug_taken', jsonb_build_object('slug', lower(v_wanted_slug)));
    end if;
    v_slug := v_made_slug || '-' || left(md5(gen_random_uuid()::text), 6);
  end loop;
  return jsonb_build_object(
    'org_id', v_org.id, 'name', v_org.name, 'slug', v_org.slug, 'role', 'owner');
end
$$;
revoke all on function tenancy.create_org(text, text, text, text, text) from public;
grant execute on function tenancy.create_org(text, text, text, text, text) to anon, authenticated;

-- sql/20_tenancy/2_functions/deleted_rows.sql
-- What an org has deleted and can be restored, newest first. For owners (deleted.restore). Raises
-- sign_in_required, not_found, not_allowed.
create or replace function tenancy.deleted_rows(p_org_id uuid)
  returns table (kind text, id uuid, label text, deleted_at timestamptz)
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform tenancy.authorise(core.require_id('org_id', p_org_id), 'deleted.restore');
  return query execute (
    select string_agg(
      format(
        'select %L, d.id, %s, d.deleted_at from %s as d '
        'where d.org_id = $1 and d.deleted_at is not null',
        r.kind, r.label, r.table_name::regclass),
      ' union all ') || ' order by 4 desc, 2 desc'
    from tenancy.restorables as r
  )
  using p_org_id;
end
$$;
revoke all on function tenancy.deleted_rows(uuid) from public;
grant execute on function tenancy.deleted_rows(uuid) to authenticated;

-- sql/20_tenancy/2_functions/emit_invitation.sql
-- Puts the mail of a new invitation into the outbox, in the language of the org. The inviter goes
-- by the name in their account, or else their address; what they wrote there is bounded, for it
-- goes to somebody who does not know them.
create or replace function tenancy.emit_invitation(
  p_invitation tenancy.org_invitations,
  p_token text
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_org tenancy.orgs;
  v_inviter_name text;
begin
  select o.* into strict v_org from tenancy.orgs as o where o.id = p_invitation.org_id;
  select coalesce(
    nullif(btrim(left(regexp_replace(
      coalesce(nullif(u.raw_user_meta_data ->> 'name', ''), u.raw_user_meta_data ->> 'full_name'),
      '[[:cntrl:]]', ' ', 'g'), 100)), ''),
    u.email
  )
  into strict v_inviter_name
  from auth.users as u
  where u.id = p_invitation.invited_by;
  perform core.emit(
    v_org.id, 'invitation:' || p_invitation.id, 'email.invitation',
    jsonb_build_object(
      'email', p_invitation.email, 'language', v_org.language, 'org_name', v_org.name,
      'inviter_name', v_inviter_name, 'role', p_invitation.role, 'token', p_token,
      'expires_at', p_invitation.expires_at
    )
  );
end
$$;
revoke all on function tenancy.emit_invitation(tenancy.org_invitations, text) from public;

-- sql/20_tenancy/2_functions/find_member.sql
-- The role of a member of an org that the caller has locked. Raises not_found.
create or replace function tenancy.find_member(p_org_id uuid, p_user_id uuid)
  returns tenancy.member_role
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_role tenancy.member_role;
begin
  select m.role into v_role
  from tenancy.org_members as m
  where m.org_id = p_org_id and m.user_id = p_user_id;
  if not found then
    perform core.fail('not_found', jsonb_build_object('what', 'member', 'id', p_user_id));
  end if;
  return v_role;
end
$$;
revoke all on function tenancy.find_member(uuid, uuid) from public;

-- sql/20_tenancy/2_functions/find_restorable.sql
-- The kind of row that a name stands for. Raises invalid_field with the kinds there are.
create or replace function tenancy.find_restorable(p_kind text)
  returns tenancy.restorables
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_kind tenancy.restorables;
begin
  select r.* into v_kind from tenancy.restorables as r where r.kind = p_kind;
  if not found then
    perform core.fail('invalid_field', jsonb_build_object('field', 'kind', 'reason',
      'it is one of ' || (
        select string_agg(r.kind, ', ' order by r.kind) from tenancy.restorables as r)));
  end if;
  return v_kind;
end
$$;
revoke all on function tenancy.find_restorable(text) from public;

-- sql/20_tenancy/2_functions/get_user_context.sql
-- Who is signed in, in which orgs, with which permissions: what a client needs to draw its menus.
-- Not a token of access: every function and policy asks the tables again. For a visitor the user
-- is null. Called by public.get_user_context().
create or replace function tenancy.get_user_context()
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_user_id uuid := auth.uid();
  v_user jsonb;
  v_orgs jsonb;
begin
  select jsonb_build_object('id', u.id, 'email', u.email) into v_user
  from auth.users as u
  where u.id = v_user_id;
  select coalesce(jsonb_agg(
    jsonb_build_object(
      'org_id', o.id, 'name', o.name, 'slug', o.slug, 'role', m.role,
      'permissions', (
        select coalesce(jsonb_agg(p.permission order by p.permission), '[]')
        from tenancy.role_permissions as p
        where p.role = m.role
      ),
      'suspended', o.suspended_at is not null
    )
    order by o.name, o.id
  ), '[]')
  into v_orgs
  from tenancy.org_members as m
  inner join tenancy.orgs as o on o.id = m.org_id and o.deleted_at is null
  where m.user_id = v_user_id;
  return jsonb_build_object(
    'user', v_user, 'is_platform_admin', tenancy.is_platform_admin(), 'orgs', v_orgs);
end
$$;
revoke all on function tenancy.get_user_context() from public;
grant execute on function tenancy.get_user_context() to anon, authenticated;

-- sql/20_tenancy/2_functions/grant_platform_admin.sql
-- Makes the user with this e-mail address an administrator of the platform, and returns their id.
-- Granted to nobody: for operators who have the database itself. Raises not_found.
create or replace function tenancy.grant_platform_admin(p_email text)
  returns uuid
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_email text := core.require_email('email', p_email);
  v_user_id uuid;
begin
  select u.id into v_user_id from auth.users as u where lower(u.email) = v_email;
  if not found then
    perform core.fail('not_found', jsonb_build_object('what', 'user', 'id', v_email));
  end if;
  insert into tenancy.platform_admins (user_id) values (v_user_id)
  on conflict (user_id) do nothing;
  return v_user_id;
end
$$;
revoke all on function tenancy.grant_platform_admin(text) from public;

-- sql/20_tenancy/2_functions/guard_not_suspended.sql
-- Raises org_suspended when the org may not sell or take bookings at present, not_found when there
-- is no such org. Functions that make new obligations call it; those that settle old ones do not.
create or replace function tenancy.guard_not_suspended(p_org_id uuid)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_suspended_at timestamptz;
begin
  select o.suspended_at into v_suspended_at
  from tenancy.orgs as o
  where o.id = p_org_id and o.deleted_at is null;
  if not found then
    perform core.fail('not_found', jsonb_build_object('what', 'organisation', 'id', p_org_id));
  end if;
  if v_suspended_at is not null then
    perform core.fail('org_suspended', jsonb_build_object('org_id', p_org_id));
  end if;
end
$$;
revoke all on function tenancy.guard_not_suspended(uuid) from public;

-- sql/20_tenancy/2_functions/guard_owners.sql
-- Owners are made, changed and removed by owners only. Raises not_allowed (owners.manage) when one
-- of the roles at stake is owner and the caller's role, from tenancy.authorise(), may not do that.
create or replace function tenancy.guard_owners(
  p_caller_role tenancy.member_role,
  variadic p_roles_at_stake tenancy.member_role[]
)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  if 'owner' = any (p_roles_at_stake) and not exists (
    select 1
    from tenancy.role_permissions as p
    where p.role = p_caller_role and p.permission = 'owners.manage'
  ) then
    perform core.fail('not_allowed', jsonb_build_object('permission', 'owners.manage'));
  end if;
end
$$;
revoke all on function tenancy.guard_owners(tenancy.member_role, tenancy.member_role[])
  from public;

-- sql/20_tenancy/2_functions/guard_parents.sql
-- Raises parent_deleted when something that a row refers to is deleted: a ticket type is not
-- restored into a deleted event. What it refers to, and what that refers to in turn, is what its
-- foreign keys say.
create or replace function tenancy.guard_parents(
  p_kind tenancy.restorables,
  p_org_id uuid,
  p_id uuid
)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_reference record;
  v_parent record;
begin
  for v_reference in
    select r as kind, a.attname as column_name
    from pg_catalog.pg_constraint as c
    join pg_catalog.pg_attribute as a
      on a.attrelid = c.conrelid and a.attnum = any (c.conkey) and a.attname <> 'org_id'
    join tenancy.restorables as r on r.table_name::regclass = c.confrelid
    where c.contype = 'f' and c.conrelid = p_kind.table_name::regclass
    order by c.conname
  loop
    execute format(
      'select d.id, %s as label, d.deleted_at from %s as d join %s as c on c.%I = d.id '
      'where d.org_id = $1 and c.org_id = $1 and c.id = $2',
      (v_reference.kind).label, (v_reference.kind).table_name::regclass,
      p_kind.table_name::regclass, v_reference.column_name)
    into v_parent
    using p_org_id, p_id;
    if v_parent.deleted_at is not null then
      perform core.fail('parent_deleted', jsonb_build_object(
        'kind', p_kind.kind, 'id', p_id, 'parent_kind', (v_reference.kind).kind,
        'parent_id', v_parent.id, 'parent', v_parent.label));
    elsif v_parent.id is not null then
      perform tenancy.guard_parents(v_reference.kind, p_org_id, v_parent.id);
    end if;
  end loop;
end
$$;
revoke all on function tenancy.guard_parents(tenancy.restorables, uuid, uuid) from public;

-- sql/20_tenancy/2_functions/invite_member.sql
-- Invites somebody to an org by e-mail. The token goes into the mail and nowhere else. Inviting an
-- address again revokes its older invitation. Called by public.invite_member().
-- Locks: org. Raises not_allowed, not_found, missing_field, invalid_field, invalid_email,
-- already_a_member, rate_limited.
create or replace function tenancy.invite_member(p_org_id uuid, p_email text, p_role text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_caller_role tenancy.member_role := tenancy.authorise_and_lock(
    core.require_id('org_id', p_org_id), 'members.manage');
  v_email text := core.require_email('email', p_email);
  v_role tenancy.member_role := tenancy.require_role('role', p_role);
  v_token text := core.new_token();
  v_invitation tenancy.org_invitations;
begin
  perform tenancy.guard_owners(v_caller_role, v_role);
  perform core.hit_rate_limit('invite_member', p_org_id::text);
  perform 1
  from tenancy.org_members as m
  inner join auth.users as u on u.id = m.user_id
  where m.org_id = p_org_id and lower(u.email) = v_email;
  if found then
    perform core.fail('already_a_member', jsonb_build_object('email', v_email));
  end if;

  update tenancy.org_invitations as i
  set status = 'revoked', revoked_at = core.clock()
  where i.org_id = p_org_id and i.email = v_email and i.status = 'pending';
  insert into tenancy.org_invitations (org_id, email, role, token_hash, invited_by, expires_at)
  values (
    p_org_id, v_email, v_role, core.token_hash(v_token), auth.uid(),
    core.clock() + make_interval(days => core.setting('tenancy.invitation_days')::integer)
  )
  returning * into v_invitation;
  perform tenancy.emit_invitation(v_invitation, v_token);
  return jsonb_build_object(
    'org_id', p_org_id, 'invitation_id', v_invitation.id, 'email', v_email, 'role', v_role,
    'status', v_invitation.status, 'expires_at', v_invitation.expires_at
  );
end
$$;
revoke all on function tenancy.invite_member(uuid, text, text) from public;
grant execute on function tenancy.invite_member(uuid, text, text) to anon, authenticated;

-- sql/20_tenancy/2_functions/is_platform_admin.sql
-- Whether the caller administers the platform.
create or replace function tenancy.is_platform_admin()
  returns boolean
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_user_id uuid := auth.uid();
begin
  return exists (select 1 from tenancy.platform_admins as a where a.user_id = v_user_id);
end
$$;
revoke all on function tenancy.is_platform_admin() from public;
grant execute on function tenancy.is_platform_admin() to authenticated;
comment on function tenancy.is_platform_admin() is 'Whether the caller administers the platform.';

-- sql/20_tenancy/2_functions/leave_org.sql
-- Ends the caller's own membership; the last owner stays. Called by public.leave_org().
-- Locks: org. Raises sign_in_required, not_found, missing_field, last_owner.
create or replace function tenancy.leave_org(p_org_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  -- Every role may see its org, and so every member may leave it.
  perform tenancy.authorise_and_lock(core.require_id('org_id', p_org_id), 'org.read');
  delete from tenancy.org_members as m where m.org_id = p_org_id and m.user_id = auth.uid();
  return jsonb_build_object('org_id', p_org_id, 'user_id', auth.uid());
end
$$;
revoke all on function tenancy.leave_org(uuid) from public;
grant execute on function tenancy.leave_org(uuid) to anon, authenticated;

-- sql/20_tenancy/2_functions/lock_org.sql
-- Makes changes to the members and invitations of one org go one after the other. Second in the
-- lock order, after an idempotency key. Does not disturb selling: rows that refer to the org can
-- still be written. Raises try_again when the lock does not come in time.
create or replace function tenancy.lock_org(p_org_id uuid)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
  set lock_timeout = '3s'
as $$
begin
  perform 1 from tenancy.orgs as o where o.id = p_org_id for no key update;
exception when lock_not_available then
  perform core.fail('try_again');
end
$$;
revoke all on function tenancy.lock_org(uuid) from public;

-- sql/20_tenancy/2_functions/lock_org_for_platform.sql
-- Locks any org, whoever its members are, and returns it. Raises not_found. Only for functions that
-- have called tenancy.require_platform_admin().
create or replace function tenancy.lock_org_for_platform(p_org_id uuid)
  returns tenancy.orgs
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_org tenancy.orgs;
begin
  perform tenancy.lock_org(p_org_id);
  select o.* into v_org from tenancy.orgs as o where o.id = p_org_id and o.deleted_at is null;
  if not found then
    perform core.fail('not_found', jsonb_build_object('what', 'organisation', 'id', p_org_id));
  end if;
  return v_org;
end
$$;
revoke all on function tenancy.lock_org_for_platform(uuid) from public;

-- sql/20_tenancy/2_functions/may_invite.sql
-- Whether a user may, at this moment, make somebody a member of the org in that role: it takes
-- members.manage, and owners.manage to make an owner.
create or replace function tenancy.may_invite(
  p_org_id uuid,
  p_user_id uuid,
  p_role tenancy.member_role
)
  returns boolean
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return exists (
    select 1
    from tenancy.org_members as m
    inner join tenancy.role_permissions as p on p.role = m.role
    where m.org_id = p_org_id
      and m.user_id = p_user_id
      and p.permission = case p_role when 'owner' then 'owners.manage' else 'members.manage' end
  );
end
$$;
revoke all on function tenancy.may_invite(uuid, uuid, tenancy.member_role) from public;

-- sql/20_tenancy/2_functions/member_emails.sql
-- The e-mail addresses of everybody in the caller's orgs, in one set: public.org_members joins it,
-- so that it is read once per statement. Definer, because nobody may read auth.users.
create or replace function tenancy.member_emails()
  returns table (user_id uuid, email text)
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return query
    select distinct u.id, u.email::text
    from tenancy.org_members as m
    inner join auth.users as u on u.id = m.user_id
    where m.org_id = any (array(select tenancy.orgs_with('org.read')));
end
$$;
revoke all on function tenancy.member_emails() from public;
grant execute on function tenancy.member_emails() to authenticated;

-- sql/20_tenancy/2_functions/orgs_with.sql
-- The orgs in which the caller has a permission. For policies, in this form only:
--   org_id = any (array(select tenancy.orgs_with('orders.read')))
-- That is evaluated once per statement and usable as an index condition; `in (select …)` and a call
-- per row are slower by orders of magnitude. Definer, because it reads what the policies guard.
create or replace function tenancy.orgs_with(p_permission text)
  returns setof uuid
  language plpgsql
  stable
  security definer
  set search_path = ''
  rows 10
as $$
declare
  v_user_id uuid := auth.uid();
begin
  return query
    select m.org_id
    from tenancy.org_members as m
    inner join tenancy.role_permissions as p on p.role = m.role and p.permission = p_permission
    inner join tenancy.orgs as o on o.id = m.org_id and o.deleted_at is null
    where m.user_id = v_user_id;
end
$$;
revoke all on function tenancy.orgs_with(text) from public;
grant execute on function tenancy.orgs_with(text) to authenticated;
comment on function tenancy.orgs_with(text) is 'The orgs in which the caller has a permission.';

-- sql/20_tenancy/2_functions/remove_member.sql
-- Ends somebody's membership; their access ends with the commit. Owners are removed by owners only,
-- and the last one stays. Called by public.remove_member().
-- Locks: org. Raises not_allowed, not_found, missing_field, last_owner.
create or replace function tenancy.remove_member(p_org_id uuid, p_user_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_caller_role tenancy.member_role := tenancy.authorise_and_lock(
    core.require_id('org_id', p_org_id), 'members.manage');
  v_role tenancy.member_role;
begin
  perform core.require_id('user_id', p_user_id);
  v_role := tenancy.find_member(p_org_id, p_user_id);
  perform tenancy.guard_owners(v_caller_role, v_role);
  delete from tenancy.org_members as m where m.org_id = p_org_id and m.user_id = p_user_id;
  return jsonb_build_object('org_id', p_org_id, 'user_id', p_user_id);
end
$$;
revoke all on function tenancy.remove_member(uuid, uuid) from public;
grant execute on function tenancy.remove_member(uuid, uuid) to anon, authenticated;

-- sql/20_tenancy/2_functions/require_account.sql
-- The signed-in user's account, as the auth server has it now: the token may be older than the last
-- change of address. Raises sign_in_required when nobody is signed in, the account is gone, or it
-- has no e-mail address (an anonymous sign-in): such a user can neither found nor join an org.
create or replace function tenancy.require_account(out user_id uuid, out email text)
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  select u.id, lower(u.email) into user_id, email
  from auth.users as u
  where u.id = auth.uid() and u.email <> '';
  if not found then
    perform core.fail('sign_in_required');
  end if;
  perform core.act_as('operator');
end
$$;
revoke all on function tenancy.require_account() from public;

-- sql/20_tenancy/2_functions/require_platform_admin.sql
-- First statement of every definer function that serves the platform's own staff. Raises
-- sign_in_required or platform_admin_required.
create or replace function tenancy.require_platform_admin()
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  if auth.uid() is null then
    perform core.fail('sign_in_required');
  end if;
  if not tenancy.is_platform_admin() then
    perform core.fail('platform_admin_required');
  end if;
  perform core.act_as('operator');
end
$$;
revoke all on function tenancy.require_platform_admin() from public;

-- sql/20_tenancy/2_functions/require_role.sql
-- The role that a field names. Raises missing_field, or invalid_field with the roles there are.
create or replace function tenancy.require_role(p_field text, p_value text)
  returns tenancy.member_role
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
declare
  v_value text := lower(core.require_text(p_field, p_value, 50));
  v_roles text[] := enum_range(null::tenancy.member_role)::text[];
begin
  if v_value <> all (v_roles) then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', p_field, 'reason', 'it is one of ' || array_to_string(v_roles, ', ')));
  end if;
  return v_value::tenancy.member_role;
end
$$;
revoke all on function tenancy.require_role(text, text) from public;

-- sql/20_tenancy/2_functions/restore.sql
-- Brings a deleted row back: a kind of tenancy.restorables and an id. For owners (deleted.restore).
-- One that is not deleted stays as it is. Returns {kind, id, label}. Raises missing_field,
-- invalid_field, not_found, not_allowed, parent_deleted when what it belongs to is deleted itself,
-- restore_conflict when something else has taken its place meanwhile.
create or replace function tenancy.restore(p_kind text, p_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_kind tenancy.restorables := tenancy.find_restorable(core.require_text('kind', p_kind, 50));
  v_org_id uuid;
  v_label text;
  v_is_deleted boolean;
begin
  execute format('select d.org_id from %s as d where d.id = $1', v_kind.table_name::regclass)
  into v_org_id
  using core.require_id('id', p_id);
  perform tenancy.authorise(v_org_id, 'deleted.restore', v_kind.kind, p_id);
  execute format(
    'select %s, d.deleted_at is not null from %s as d where d.org_id = $1 and d.id = $2 for no key update',
    v_kind.label, v_kind.table_name::regclass)
  into strict v_label, v_is_deleted
  using v_org_id, p_id;
  if v_is_deleted then
    perform tenancy.guard_parents(v_kind, v_org_id, p_id);
    execute format(
      'update %s as d set deleted_at = null where d.org_id = $1 and d.id = $2',
      v_kind.table_name::regclass)
    using v_org_id, p_id;
  end if;
  return jsonb_build_object('kind', v_kind.kind, 'id', p_id, 'label', v_label);
exception when unique_violation or exclusion_violation then
  perform core.fail('restore_conflict', jsonb_build_object(
    'kind', v_kind.kind, 'id', p_id, 'label', v_label, 'reason', v_kind.conflict));
end
$$;
revoke all on function tenancy.restore(text, uuid) from public;
grant execute on function tenancy.restore(text, uuid) to authenticated;

-- sql/20_tenancy/2_functions/revoke_invitation.sql
-- Withdraws an open invitation; its token is worth nothing from then on. Repeating it changes
-- nothing. Called by public.revoke_invitation().
-- Locks: org, invitation. Raises not_allowed, not_found, missing_field, invalid_transition.
create or replace function tenancy.revoke_invitation(p_org_id uuid, p_invitation_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_caller_role tenancy.member_role := tenancy.authorise_and_lock(
    core.require_id('org_id', p_org_id), 'members.manage');
  v_invitation tenancy.org_invitations;
begin
  perform core.require_id('invitation_id', p_invitation_id);
  select i.* into v_invitation
  from tenancy.org_invitations as i
  where i.org_id = p_org_id and i.id = p_invitation_id
  for no key update;
  if not found then
    perform core.fail('not_found', jsonb_build_object('what', 'invitation', 'id', p_invitation_id));
  end if;
  perform tenancy.guard_owners(v_caller_role, v_invitation.role);
  if v_invitation.status <> 'revoked' then
    update tenancy.org_invitations as i
    set status = 'revoked', revoked_at = core.clock()
    where i.org_id = p_org_id and i.id = p_invitation_id
    returning i.* into v_invitation;
  end if;
  return jsonb_build_object(
    'org_id', p_org_id, 'invitation_id', v_invitation.id, 'email', v_invitation.email,
    'role', v_invitation.role, 'status', v_invitation.status
  );
end
$$;
revoke all on function tenancy.revoke_invitation(uuid, uuid) from public;
grant execute on function tenancy.revoke_invitation(uuid, uuid) to anon, authenticated;

-- sql/20_tenancy/2_functions/revoke_platform_admin.sql
-- Takes the administration of the platform away from the user with this e-mail address; answers
-- whether they had it. Granted to nobody: for operators who have the database itself.
create or replace function tenancy.revoke_platform_admin(p_email text)
  returns boolean
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  delete from tenancy.platform_admins as a
  using auth.users as u
  where u.id = a.user_id and lower(u.email) = core.require_email('email', p_email);
  return found;
end
$$;
revoke all on function tenancy.revoke_platform_admin(text) from public;

-- sql/20_tenancy/2_functions/suspend_org.sql
-- Stops an org from selling and taking bookings; what was sold stays valid, and its members still
-- see everything, the reason included. For platform admins. Repeating it changes nothing. Called
-- by public.suspend_org().
-- Locks: org. Raises sign_in_required, platform_admin_required, missing_field, invalid_field,
-- not_found.
create or replace function tenancy.suspend_org(p_org_id uuid, p_reason text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_org tenancy.orgs;
  v_reason text;
begin
  perform tenancy.require_platform_admin();
  v_reason := core.require_text('reason', p_reason, 500);
  v_org := tenancy.lock_org_for_platform(core.require_id('org_id', p_org_id));
  if v_org.suspended_at is null then
    update tenancy.orgs as o
    set suspended_at = core.clock(), suspended_reason = v_reason
    where o.id = p_org_id
    returning o.* into v_org;
    perform core.audit(
      p_org_id, 'org', p_org_id::text, 'org.suspended', null,
      jsonb_build_object('reason', v_reason));
  end if;
  return jsonb_build_object(
    'org_id', v_org.id, 'suspended_at', v_org.suspended_at,
    'suspended_reason', v_org.suspended_reason);
end
$$;
revoke all on function tenancy.suspend_org(uuid, text) from public;
grant execute on function tenancy.suspend_org(uuid, text) to anon, authenticated;

-- sql/20_tenancy/2_functions/sweep_invitations.sql
-- Marks invitations whose time is over as expired. They count no more from expires_at on; this only
-- makes it visible.
create or replace function tenancy.sweep_invitations(p_limit integer)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
  v_count integer;
begin
  with due as (
    select i.org_id, i.id
    from tenancy.org_invitations as i
    where i.status = 'pending' and i.expires_at <= v_now
    order by i.expires_at
    limit p_limit
    for update skip locked
  )
  update tenancy.org_invitations as i
  set status = 'expired', expired_at = v_now
  from due
  where i.org_id = due.org_id and i.id = due.id;
  get diagnostics v_count = row_count;
  return v_count;
end
$$;
revoke all on function tenancy.sweep_invitations(integer) from public;

-- sql/20_tenancy/2_functions/tg__keep_an_owner.sql
-- An org always keeps at least one owner, whoever takes one away: a function, the removal of an
-- account, an operator in psql. Touches the org's row before it counts, so that two owners who
-- leave at once go one after the other; a mere lock would let a repeatable-read transaction count
-- in its old snapshot. Fires for orgs (at commit) and for owners who go or change role.
create or replace function tenancy.tg__keep_an_owner()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_org_id uuid;
begin
  if tg_table_name = 'orgs' then
    v_org_id := new.id;
  else
    v_org_id := old.org_id;
    update tenancy.orgs as o set updated_at = o.updated_at where o.id = v_org_id;
  end if;
  perform 1 from tenancy.org_members as m where m.org_id = v_org_id and m.role = 'owner' limit 1;
  if not found and exists (select 1 from tenancy.orgs as o where o.id = v_org_id) then
    perform core.fail('last_owner', jsonb_build_object('org_id', v_org_id));
  end if;
  return null;
end
$$;
revoke all on function tenancy.tg__keep_an_owner() from public;

-- sql/20_tenancy/2_functions/tg_org_members__withdraw_invitations.sql
-- An invitation is worth what its inviter may still grant: when a member goes or is demoted, the
-- open invitations that they could no longer send are revoked. Otherwise somebody about to be
-- removed could leave a door open for a second address of their own.
create or replace function tenancy.tg_org_members__withdraw_invitations()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  update tenancy.org_invitations as i
  set status = 'revoked', revoked_at = core.clock()
  where i.org_id = old.org_id
    and i.invited_by = old.user_id
    and i.status = 'pending'
    and not tenancy.may_invite(old.org_id, old.user_id, i.role);
  return null;
end
$$;
revoke all on function tenancy.tg_org_members__withdraw_invitations() from public;

-- sql/20_tenancy/2_functions/tg_orgs__normalise.sql
-- Brings what describes an org into its stored form, whether a function or a client's PATCH writes
-- it, and refuses with a sentence what the table's checks would refuse without one. Definer,
-- because the slugs of other orgs are invisible to the caller.
create or replace function tenancy.tg_orgs__normalise()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  new.name := core.require_text('name', new.name, 120);
  new.slug := lower(core.require_text('slug', new.slug, 63));
  if new.slug !~ '^[a-z0-9]+(-[a-z0-9]+)*$' then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'slug', 'reason', 'it consists of letters a-z, digits and single hyphens'));
  end if;
  if coalesce(btrim(new.email), '') = '' then
    new.email := null;
  else
    new.email := core.require_email('email', new.email);
  end if;
  new.language := lower(core.require_text('language', new.language, 2));
  if new.language not in ('nl', 'en') then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'language', 'reason', 'it is nl or en'));
  end if;
  new.country := upper(core.require_text('country', new.country, 2));
  if new.country !~ '^[A-Z]{2}$' then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'country', 'reason', 'it is a code of two letters (ISO 3166-1), such as NL'));
  end if;
  -- tenancy.create_org() meets a taken slug by its constraint; a client's PATCH meets it here.
  if tg_op = 'UPDATE' and exists (
    select 1 from tenancy.orgs as o where o.slug = new.slug and o.id <> new.id
  ) then
    perform core.fail('slug_taken', jsonb_build_object('slug', new.slug));
  end if;
  return new;
end
$$;
revoke all on function tenancy.tg_orgs__normalise() from public;

-- sql/20_tenancy/2_functions/unsuspend_org.sql
-- Lets a suspended org sell again; the reason goes to the audit log. For platform admins.
-- Repeating it changes nothing. Called by public.unsuspend_org().
-- Locks: org. Raises sign_in_required, platform_admin_required, missing_field, invalid_field,
-- not_found.
create or replace function tenancy.unsuspend_org(p_org_id uuid, p_reason text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_org tenancy.orgs;
  v_reason text;
begin
  perform tenancy.require_platform_admin();
  v_reason := core.require_text('reason', p_reason, 500);
  v_org := tenancy.lock_org_for_platform(core.require_id('org_id', p_org_id));
  if v_org.suspended_at is not null then
    update tenancy.orgs as o
    set suspended_at = null, suspended_reason = null
    where o.id = p_org_id;
    perform core.audit(
      p_org_id, 'org', p_org_id::text, 'org.unsuspended',
      jsonb_build_object('reason', v_org.suspended_reason), jsonb_build_object('reason', v_reason));
  end if;
  return jsonb_build_object('org_id', v_org.id, 'suspended_at', null, 'suspended_reason', null);
end
$$;
revoke all on function tenancy.unsuspend_org(uuid, text) from public;
grant execute on function tenancy.unsuspend_org(uuid, text) to anon, authenticated;

-- sql/20_tenancy/3_access/audit_log.sql
-- Who may read an org's audit trail; here, because core knows of no orgs. Entries without an org
-- (settings, platform admins) are for operators only.
grant select (
  audit_id, org_id, entity_type, entity_id, action, old_value, new_value, performed_by,
  performed_by_type, location_id, request_id, address, user_agent, created_at
) on core.audit_log to authenticated;

create policy select_auditors on core.audit_log
  for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('audit.read'))));

-- sql/20_tenancy/3_access/org_invitations.sql
-- Those who manage members see whom the org invited; the hash of the token nobody sees.
-- NOTE: insert, update and delete are not granted, because invite_member, revoke_invitation and
-- accept_invitation do it, with the mail, the limits and the races that go with it.
revoke all on tenancy.org_invitations from anon, authenticated, service_role;
grant select (
  org_id, id, email, role, invited_by, status, expires_at, accepted_at, revoked_at, expired_at,
  created_at
) on tenancy.org_invitations to authenticated;

create policy select_managers on tenancy.org_invitations
  for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('members.manage'))));

create trigger _200_transition before insert or update of status on tenancy.org_invitations
  for each row execute function core.tg__transition('invitation');
create trigger _900_audit after insert or update or delete on tenancy.org_invitations
  for each row execute function core.tg__audit('invitation', 'email', 'token_hash');

insert into core.sweeps (name, function, every, batch)
values ('tenancy.expire_invitations', 'tenancy.sweep_invitations', interval '5 minutes', 500);

-- sql/20_tenancy/3_access/org_members.sql
-- Members see who else belongs to their org.
-- NOTE: insert, update and delete are not granted, because joining, changing roles and leaving have
-- rules of their own: accept_invitation, change_member_role, remove_member, leave_org.
revoke all on tenancy.org_members from anon, authenticated, service_role;
grant select (org_id, user_id, role, created_at) on tenancy.org_members to authenticated;

create policy select_members on tenancy.org_members
  for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('org.read'))));

create constraint trigger _200_keep_an_owner after update or delete on tenancy.org_members
  deferrable initially immediate
  for each row when (old.role = 'owner') execute function tenancy.tg__keep_an_owner();
create trigger _300_withdraw_invitations after update of role or delete on tenancy.org_members
  for each row execute function tenancy.tg_org_members__withdraw_invitations();
create trigger _900_audit after insert or update or delete on tenancy.org_members
  for each row execute function core.tg__audit('member');

-- sql/20_tenancy/3_access/orgs.sql
-- Members see their org; those with org.update edit what describes it, through public.orgs.
-- NOTE: insert is not granted, because tenancy.create_org() also makes the founder an owner;
-- suspension belongs to platform admins (suspend_org); delete is granted to nobody.
revoke all on tenancy.orgs from anon, authenticated, service_role;
grant select (
  id, name, slug, email, language, country, suspended_at, suspended_reason, created_at, updated_at
) on tenancy.orgs to authenticated;
grant update (name, slug, email, language, country) on tenancy.orgs to authenticated;

create policy select_members on tenancy.orgs
  for select to authenticated
  using (id = any (array(select tenancy.orgs_with('org.read'))));
create policy update_managers on tenancy.orgs
  for update to authenticated
  using (id = any (array(select tenancy.orgs_with('org.update'))))
  with check (id = any (array(select tenancy.orgs_with('org.update'))));

create trigger _100_normalise
  before insert or update of name, slug, email, language, country on tenancy.orgs
  for each row execute function tenancy.tg_orgs__normalise();
create trigger _110_touch before update on tenancy.orgs
  for each row execute function core.tg__touch();
-- At the end of the transaction, because an org comes before its first owner.
create constraint trigger _200_keep_an_owner after insert on tenancy.orgs
  deferrable initially deferred
  for each row execute function tenancy.tg__keep_an_owner();
create trigger _900_audit after insert or update or delete on tenancy.orgs
  for each row execute function core.tg__audit('org');

-- sql/20_tenancy/3_access/outbox.sql
-- Who may see what became of an org's messages; here, because core knows of no orgs.
-- NOTE: payload and result are not granted, because they may hold tokens and personal data; of the
-- failures only that they happened, because their text speaks of our own machines.
grant select (event_id, org_id, channel, aggregate, topic, attempts, available_at, created_at)
  on core.outbox_events to authenticated;
grant select (event_id, org_id, channel, aggregate, topic, attempts, created_at, died_at)
  on core.outbox_dead to authenticated;
grant select (event_id, org_id, channel, aggregate, topic, attempts, created_at, delivered_at)
  on core.outbox_history to authenticated;

create policy select_staff on core.outbox_events
  for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('orders.read'))));
create policy select_staff on core.outbox_dead
  for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('orders.read'))));
create policy select_staff on core.outbox_history
  for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('orders.read'))));

-- sql/20_tenancy/3_access/platform_admins.sql
-- Only functions read it; operators write it with tenancy.grant_platform_admin().
revoke all on tenancy.platform_admins from anon, authenticated, service_role;
create policy all_nobody on tenancy.platform_admins using (false);

create trigger _900_audit after insert or update or delete on tenancy.platform_admins
  for each row execute function core.tg__audit('platform_admin');

-- sql/20_tenancy/3_access/restorables.sql
-- Read by the functions of this room only.
revoke all on tenancy.restorables from anon, authenticated, service_role;
create policy all_nobody on tenancy.restorables using (false);

-- sql/20_tenancy/3_access/role_permissions.sql
-- The matrix is no secret: every signed-in client may draw its menus from it.
-- NOTE: insert, update and delete are not granted, because it changes with the code that asks.
revoke all on tenancy.permissions, tenancy.role_permissions from anon, authenticated, service_role;
grant select (permission, description) on tenancy.permissions to authenticated;
grant select (role, permission) on tenancy.role_permissions to authenticated;

create policy select_users on tenancy.permissions for select to authenticated using (true);
create policy select_users on tenancy.role_permissions for select to authenticated using (true);

-- sql/20_tenancy/4_api/accept_invitation.sql
-- The front door of tenancy.accept_invitation(), which says what it does and refuses.
create or replace function public.accept_invitation(token text default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select tenancy.accept_invitation(accept_invitation.token)
$$;
revoke all on function public.accept_invitation(text)
  from public, anon, authenticated, service_role;
grant execute on function public.accept_invitation(text) to anon, authenticated;
comment on function public.accept_invitation(text) is
  'Joins the organisation whose invitation carried this token; you must be signed in with the '
  'invited address. Returns {org_id, name, slug, role}.';

-- sql/20_tenancy/4_api/audit_log.sql
-- The audit trail of the caller's orgs.
create or replace view public.audit_log
  with (security_invoker = true)
as
select
  a.audit_id,
  a.org_id,
  a.entity_type,
  a.entity_id,
  a.action,
  a.old_value,
  a.new_value,
  a.performed_by,
  a.performed_by_type,
  a.location_id,
  a.request_id,
  a.address,
  a.user_agent,
  a.created_at
from core.audit_log as a;
revoke all on public.audit_log from anon, authenticated, service_role;
grant select on public.audit_log to authenticated;
comment on view public.audit_log is
  'Who did what in your organisations, when and from where (permission audit.read). Never changed '
  'or removed.';
comment on column public.audit_log.entity_type is
  'What was changed: org, member, invitation, order and so on.';
comment on column public.audit_log.action is 'What happened to it, such as invitation.accepted.';
comment on column public.audit_log.old_value is
  'Columns that changed, before; sensitive ones as hashes.';
comment on column public.audit_log.new_value is
  'Columns that changed, after; the whole row on creation.';
comment on column public.audit_log.performed_by is 'User id; null for guests and the system.';
comment on column public.audit_log.address is 'Network address from which the request came.';

-- sql/20_tenancy/4_api/change_member_role.sql
-- The front door of tenancy.change_member_role(), which says what it does and refuses.
create or replace function public.change_member_role(
  org_id uuid default null,
  user_id uuid default null,
  role text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select tenancy.change_member_role(
    change_member_role.org_id,
    change_member_role.user_id,
    change_member_role.role
  )
$$;
revoke all on function public.change_member_role(uuid, uuid, text)
  from public, anon, authenticated, service_role;
grant execute on function public.change_member_role(uuid, uuid, text) to anon, authenticated;
comment on function public.change_member_role(uuid, uuid, text) is
  'Gives a member another role (permission members.manage; owners.manage from or to owner). '
  'Returns {org_id, user_id, role}.';

-- sql/20_tenancy/4_api/create_org.sql
-- The front door of tenancy.create_org(), which says what it does and refuses.
create or replace function public.create_org(
  name text default null,
  slug text default null,
  email text default null,
  language text default null,
  country text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select tenancy.create_org(
    create_org.name,
    create_org.slug,
    create_org.email,
    create_org.language,
    create_org.country
  )
$$;
revoke all on function public.create_org(text, text, text, text, text)
  from public, anon, authenticated, service_role;
grant execute on function public.create_org(text, text, text, text, text) to anon, authenticated;
comment on function public.create_org(text, text, text, text, text) is
  'Founds an organisation; you become its owner. Returns {org_id, name, slug, role}. Without a '
  'slug one is made from the name; language is nl (default) or en, country two letters (default '
  'NL).';

-- sql/20_tenancy/4_api/deleted_rows.sql
create or replace function public.deleted_rows(org_id uuid default null)
  returns table (kind text, id uuid, label text, deleted_at timestamptz)
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select d.kind, d.id, d.label, d.deleted_at
  from tenancy.deleted_rows(deleted_rows.org_id) as d
$$;
revoke all on function public.deleted_rows(uuid) from public, anon, authenticated, service_role;
grant execute on function public.deleted_rows(uuid) to authenticated;
comment on function public.deleted_rows(uuid) is
  'What an organisation has deleted and restore can bring back, newest first: events, ticket types, products, promo codes, participants and so on; '
  'an owner''s right (deleted.restore). Errors: sign_in_required, missing_field, not_found, not_allowed.';

-- sql/20_tenancy/4_api/email_outbox.sql
-- What became of the mail of the caller's orgs: one queue in three tables.
create or replace view public.email_outbox
  with (security_invoker = true)
as
select
  e.event_id,
  e.org_id,
  'waiting' as state,
  e.topic,
  e.aggregate,
  e.attempts,
  e.created_at,
  e.available_at as next_attempt_at,
  null::timestamptz as delivered_at,
  null::timestamptz as failed_at
from core.outbox_events as e
where e.channel = 'email'
union all
select
  d.event_id,
  d.org_id,
  'failed' as state,
  d.topic,
  d.aggregate,
  d.attempts,
  d.created_at,
  null as next_attempt_at,
  null as delivered_at,
  d.died_at as failed_at
from core.outbox_dead as d
where d.channel = 'email'
union all
select
  h.event_id,
  h.org_id,
  'delivered' as state,
  h.topic,
  h.aggregate,
  h.attempts,
  h.created_at,
  null as next_attempt_at,
  h.delivered_at,
  null as failed_at
from core.outbox_history as h
where h.channel = 'email';
revoke all on public.email_outbox from anon, authenticated, service_role;
grant select on public.email_outbox to authenticated;
create or replace trigger _100_read_only
  instead of insert or update or delete on public.email_outbox
  for each row execute function core.tg__read_only();
comment on view public.email_outbox is
  'Mail of your organisations and what became of it, without its contents (permission '
  'orders.read).';
comment on column public.email_outbox.state is
  'waiting, failed (given up; can be replayed) or delivered.';
comment on column public.email_outbox.topic is
  'What kind of mail, such as email.order_confirmation.';
comment on column public.email_outbox.aggregate is 'What it is about, such as order:<id>.';
comment on column public.email_outbox.next_attempt_at is 'While it waits: when delivery is tried.';

-- sql/20_tenancy/4_api/get_user_context.sql
-- The front door of tenancy.get_user_context(), which says what it does.
create or replace function public.get_user_context()
  returns jsonb
  language sql
  stable
  security invoker
  set search_path = ''
as $$
  select tenancy.get_user_context()
$$;
revoke all on function public.get_user_context() from public, anon, authenticated, service_role;
grant execute on function public.get_user_context() to anon, authenticated;
comment on function public.get_user_context() is
  'Who you are and where: {user: {id, email} or null, is_platform_admin, orgs: [{org_id, name, '
  'slug, role, permissions, suspended}]}.';

-- sql/20_tenancy/4_api/invite_member.sql
-- The front door of tenancy.invite_member(), which says what it does and refuses.
create or replace function public.invite_member(
  org_id uuid default null,
  email text default null,
  role text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select tenancy.invite_member(invite_member.org_id, invite_member.email, invite_member.role)
$$;
revoke all on function public.invite_member(uuid, text, text)
  from public, anon, authenticated, service_role;
grant execute on function public.invite_member(uuid, text, text) to anon, authenticated;
comment on function public.invite_member(uuid, text, text) is
  'Invites somebody by e-mail (permission members.manage; owners.manage for the role owner). '
  'Returns {org_id, invitation_id, email, role, status, expires_at}. Inviting an address again '
  'revokes its older invitation.';

-- sql/20_tenancy/4_api/leave_org.sql
-- The front door of tenancy.leave_org(), which says what it does and refuses.
create or replace function public.leave_org(org_id uuid default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select tenancy.leave_org(leave_org.org_id)
$$;
revoke all on function public.leave_org(uuid) from public, anon, authenticated, service_role;
grant execute on function public.leave_org(uuid) to anon, authenticated;
comment on function public.leave_org(uuid) is
  'Ends your own membership. The last owner stays. Returns {org_id, user_id}.';

-- sql/20_tenancy/4_api/org_invitations.sql
-- Whom the caller's orgs invited, for those who manage members.
create or replace view public.org_invitations
  with (security_invoker = true)
as
select
  i.org_id,
  i.id,
  i.email,
  i.role,
  i.invited_by,
  i.status,
  i.expires_at,
  i.accepted_at,
  i.revoked_at,
  i.expired_at,
  i.created_at
from tenancy.org_invitations as i;
revoke all on public.org_invitations from anon, authenticated, service_role;
grant select on public.org_invitations to authenticated;
comment on view public.org_invitations is
  'Invitations to your organisations (permission members.manage). Changed with invite_member and '
  'revoke_invitation.';
comment on column public.org_invitations.invited_by is 'User id; null when that account is gone.';
comment on column public.org_invitations.expires_at is
  'From this moment on it can no longer be accepted.';
comment on column public.org_invitations.expired_at is
  'When it was marked as expired, some time after expires_at.';

-- sql/20_tenancy/4_api/org_members.sql
-- Who belongs to the caller's orgs, with the addresses that tell them apart.
create or replace view public.org_members
  with (security_invoker = true)
as
select
  m.org_id,
  m.user_id,
  m.role,
  e.email,
  m.created_at
from tenancy.org_members as m
left join tenancy.member_emails() as e on e.user_id = m.user_id;
revoke all on public.org_members from anon, authenticated, service_role;
grant select on public.org_members to authenticated;
create or replace trigger _100_read_only
  instead of insert or update or delete on public.org_members
  for each row execute function core.tg__read_only();
comment on view public.org_members is
  'Members of your organisations. Changed with invite_member, change_member_role, remove_member '
  'and leave_org.';
comment on column public.org_members.role is 'What the role permits stands in role_permissions.';

-- sql/20_tenancy/4_api/orgs.sql
-- The caller's orgs; owners and admins change the columns that describe them with PATCH.
create or replace view public.orgs
  with (security_invoker = true)
as
select
  o.id,
  o.name,
  o.slug,
  o.email,
  o.language,
  o.country,
  o.suspended_at,
  o.suspended_reason,
  o.created_at,
  o.updated_at
from tenancy.orgs as o;
revoke all on public.orgs from anon, authenticated, service_role;
grant select on public.orgs to authenticated;
grant update (name, slug, email, language, country) on public.orgs to authenticated;
comment on view public.orgs is
  'The organisations you belong to. With the permission org.update, PATCH changes name, slug, '
  'email, language and country. Found one with create_org.';
comment on column public.orgs.slug is 'Its part of public addresses: a-z, 0-9 and hyphens; unique.';
comment on column public.orgs.email is
  'Where buyers and guests reach the organisation; they see it.';
comment on column public.orgs.language is
  'nl or en: language of its mail where the reader''s is unknown.';
comment on column public.orgs.country is 'Two letters, ISO 3166-1, such as NL.';
comment on column public.orgs.suspended_at is
  'Since when the platform keeps it from selling; null normally.';

-- sql/20_tenancy/4_api/promise_owners.sql
-- An org always keeps at least one owner: tenancy.tg__keep_an_owner().
create or replace view tenancy.promise_owners as
select o.id as org_id, 'the org has no owner' as problem
from tenancy.orgs as o
where not exists (
  select 1 from tenancy.org_members as m where m.org_id = o.id and m.role = 'owner'
);
revoke all on tenancy.promise_owners from anon, authenticated, service_role;
comment on view tenancy.promise_owners is 'Orgs without an owner.';

insert into core.promises (promise, view, description)
values ('org_has_an_owner', 'tenancy.promise_owners', 'An org has at least one owner.');

-- sql/20_tenancy/4_api/remove_member.sql
-- The front door of tenancy.remove_member(), which says what it does and refuses.
create or replace function public.remove_member(org_id uuid default null, user_id uuid default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select tenancy.remove_member(remove_member.org_id, remove_member.user_id)
$$;
revoke all on function public.remove_member(uuid, uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.remove_member(uuid, uuid) to anon, authenticated;
comment on function public.remove_member(uuid, uuid) is
  'Removes a member; access ends at once (permission members.manage; owners.manage for owners). '
  'Returns {org_id, user_id}.';

-- sql/20_tenancy/4_api/restore.sql
create or replace function public.restore(kind text default null, id uuid default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select tenancy.restore(restore.kind, restore.id)
$$;
revoke all on function public.restore(text, uuid) from public, anon, authenticated, service_role;
grant execute on function public.restore(text, uuid) to authenticated;
comment on function public.restore(text, uuid) is
  'Brings back what was deleted, by the kind and id that deleted_rows lists; an owner''s right (deleted.restore). '
  'Returns {kind, id, label}. What is not deleted stays as it is. Errors: missing_field, invalid_field, not_found, '
  'not_allowed, parent_deleted, restore_conflict.';

-- sql/20_tenancy/4_api/revoke_invitation.sql
-- The front door of tenancy.revoke_invitation(), which says what it does and refuses.
create or replace function public.revoke_invitation(
  org_id uuid default null,
  invitation_id uuid default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select tenancy.revoke_invitation(revoke_invitation.org_id, revoke_invitation.invitation_id)
$$;
revoke all on function public.revoke_invitation(uuid, uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.revoke_invitation(uuid, uuid) to anon, authenticated;
comment on function public.revoke_invitation(uuid, uuid) is
  'Withdraws an open invitation (permission members.manage). Returns {org_id, invitation_id, '
  'email, role, status}.';

-- sql/20_tenancy/4_api/role_permissions.sql
-- The matrix of roles and permissions, with what each permission means.
create or replace view public.role_permissions
  with (security_invoker = true)
as
select
  r.role,
  r.permission,
  p.description
from tenancy.role_permissions as r
inner join tenancy.permissions as p on p.permission = r.permission;
revoke all on public.role_permissions from anon, authenticated, service_role;
grant select on public.role_permissions to authenticated;
create or replace trigger _100_read_only
  instead of insert or update or delete on public.role_permissions
  for each row execute function core.tg__read_only();
comment on view public.role_permissions is 'What each role in an organisation permits.';

-- sql/20_tenancy/4_api/suspend_org.sql
-- The front door of tenancy.suspend_org(), which says what it does and refuses.
create or replace function public.suspend_org(org_id uuid default null, reason text default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select tenancy.suspend_org(suspend_org.org_id, suspend_org.reason)
$$;
revoke all on function public.suspend_org(uuid, text)
  from public, anon, authenticated, service_role;
grant execute on function public.suspend_org(uuid, text) to anon, authenticated;
comment on function public.suspend_org(uuid, text) is
  'Keeps an organisation from selling; for administrators of the platform. Returns {org_id, '
  'suspended_at, suspended_reason}.';

-- sql/20_tenancy/4_api/unsuspend_org.sql
-- The front door of tenancy.unsuspend_org(), which says what it does and refuses.
create or replace function public.unsuspend_org(org_id uuid default null, reason text default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select tenancy.unsuspend_org(unsuspend_org.org_id, unsuspend_org.reason)
$$;
revoke all on function public.unsuspend_org(uuid, text)
  from public, anon, authenticated, service_role;
grant execute on function public.unsuspend_org(uuid, text) to anon, authenticated;
comment on function public.unsuspend_org(uuid, text) is
  'Lets a suspended organisation sell again; for administrators of the platform. Returns {org_id, '
  'suspended_at, suspended_reason}.';

-- sql/30_payments/1_tables/_schema.sql
-- Room payments: money that comes in and goes back. It does not know what is paid for: it knows
-- payables, and calls the functions that the payable's kind registered.

create schema payments;
comment on schema payments is 'Payables, payments, provider events, refunds, payments in review.';
grant usage on schema payments to authenticated, service_role;

create type payments.payment_status as enum (
  'created', 'open', 'pending', 'authorized', 'paid', 'canceled', 'expired', 'failed'
);
comment on type payments.payment_status is
  'Mollie''s payment statuses; `created` is our row before the provider knows of it.';

create type payments.refund_status as enum (
  'pending', 'queued', 'processing', 'refunded', 'failed', 'canceled'
);
comment on type payments.refund_status is 'Mollie''s refund statuses.';

insert into core.transitions (machine, from_state, to_state, description) values
  ('payment', 'new', 'created', 'An attempt is recorded before the provider is called.'),
  ('payment', 'created', 'open', 'The provider made the payment.'),
  ('payment', 'created', 'pending', 'The first news is that the bank is confirming.'),
  ('payment', 'created', 'authorized', 'The first news is that the money is reserved.'),
  ('payment', 'created', 'paid', 'The first news is that it is paid.'),
  ('payment', 'created', 'canceled', 'Withdrawn before or at the provider.'),
  ('payment', 'created', 'expired', 'The first news is that it ran out of time.'),
  ('payment', 'created', 'failed', 'The provider refused, or never answered in time.'),
  ('payment', 'open', 'pending', 'The bank is confirming.'),
  ('payment', 'open', 'authorized', 'The money is reserved.'),
  ('payment', 'open', 'paid', 'Paid.'),
  ('payment', 'open', 'canceled', 'Cancelled by the customer or by us.'),
  ('payment', 'open', 'expired', 'Ran out of time.'),
  ('payment', 'open', 'failed', 'The bank refused.'),
  ('payment', 'pending', 'paid', 'The bank confirmed.'),
  ('payment', 'pending', 'failed', 'The bank refused.'),
  ('payment', 'pending', 'canceled', 'Cancelled.'),
  ('payment', 'pending', 'expired', 'Ran out of time.'),
  ('payment', 'authorized', 'paid', 'Captured.'),
  ('payment', 'authorized', 'canceled', 'Released without capture.'),
  ('payment', 'authorized', 'expired', 'The reservation ran out of time.'),
  ('payment', 'canceled', 'paid', 'The provider says paid after all: money is money.'),
  ('payment', 'expired', 'paid', 'The provider says paid after all: money is money.'),
  ('payment', 'failed', 'paid', 'The provider says paid after all: money is money.'),
  ('refund', 'new', 'pending', 'Decided; the provider is called after commit.'),
  ('refund', 'pending', 'queued', 'The provider waits for balance.'),
  ('refund', 'pending', 'processing', 'At the bank.'),
  ('refund', 'pending', 'refunded', 'Done.'),
  ('refund', 'pending', 'failed', 'The provider or the bank refused.'),
  ('refund', 'pending', 'canceled', 'Stopped before it was sent.'),
  ('refund', 'queued', 'pending', 'There is balance again.'),
  ('refund', 'queued', 'processing', 'At the bank.'),
  ('refund', 'queued', 'refunded', 'Done.'),
  ('refund', 'queued', 'failed', 'The bank refused.'),
  ('refund', 'queued', 'canceled', 'Stopped before it was sent.'),
  ('refund', 'processing', 'refunded', 'Done.'),
  ('refund', 'processing', 'failed', 'The bank sent it back.');

insert into core.settings (key, value, description) values
  ('payments.mode', '"test"',
   'Mode of payments that count, `test` or `live`: money of the other mode issues nothing.');

-- sql/30_payments/1_tables/payable_kinds.sql
-- What can be paid for, and whom to call. A room above registers one row per kind; payments calls
-- back, so that it never needs to know that room. Signatures:
--   settle_function   (org_id uuid, payable_id uuid) returns text: `settled`; `overbooked` or
--                     `surplus` when the money must go back
--   release_function  (org_id uuid, payable_id uuid, reason text) returns void: the last open
--                     attempt ended with status `reason` and nothing was paid
--   refunded_function (org_id uuid, payable_id uuid) returns void: a refund was completed

create table payments.payable_kinds (
  kind text not null,
  settle_function text not null,
  release_function text not null,
  refunded_function text not null,
  description text not null,
  constraint payable_kinds_pkey primary key (kind),
  -- Not regproc: pg_upgrade, and so Supabase's upgrades, refuse tables with such columns.
  constraint functions_have_their_full_names check (
    settle_function ~ '^[a-z_]+\.[a-z0-9_]+$'
    and release_function ~ '^[a-z_]+\.[a-z0-9_]+$'
    and refunded_function ~ '^[a-z_]+\.[a-z0-9_]+$'
  )
);
alter table payments.payable_kinds enable row level security;
comment on table payments.payable_kinds is 'Kinds of payables and the functions that serve them.';

-- sql/30_payments/1_tables/payables.sql
-- A thing with an amount that can be paid and paid back. Its owner (an order, a reservation) has
-- the same id. Locking this row is locking the owner: see sql/10_core/LOCKS.md.
-- No foreign keys to org and kind: every sale of an org would share-lock one row, and of the whole
-- platform another. The owner refers to its org; the kind is a word in our code.

create table payments.payables (
  org_id uuid not null,
  id uuid not null,
  kind text not null,
  amount integer not null,
  currency text not null,
  created_at timestamptz not null default core.clock(),
  constraint payables_pkey primary key (org_id, id),
  constraint amount_is_not_negative check (amount >= 0),
  constraint currency_is_iso_4217 check (currency ~ '^[A-Z]{3}$')
);
alter table payments.payables enable row level security;
comment on table payments.payables is 'Anything with an amount that can be paid and paid back.';

-- sql/30_payments/1_tables/payments.sql
-- requires: payables
--
-- One attempt to pay a payable at the provider. The row is committed before the provider is called
-- and its id is the idempotency key there, so a crash in between makes no second payment. Machine
-- `payment`. At most one attempt of a payable is open.
--
-- Money that came past the provider (provider `manual`: a bank transfer, cash) is a row too,
-- written as paid by the member of staff who says so. The provider is never asked about it, nor
-- told.

create table payments.payments (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  payable_id uuid not null,
  provider text not null default 'mollie',
  provider_payment_id text,
  reference text,
  recorded_by uuid,
  status payments.payment_status not null default 'created',
  amount integer not null,
  currency text not null,
  mode text,
  method text,
  checkout_url text,
  return_url text,
  amount_captured integer not null default 0,
  amount_refunding integer not null default 0,
  amount_refunded integer not null default 0,
  expires_at timestamptz,
  check_at timestamptz,
  check_requested_at timestamptz,
  checked_at timestamptz,
  paid_at timestamptz,
  canceled_at timestamptz,
  expired_at timestamptz,
  failed_at timestamptz,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  constraint payments_pkey primary key (org_id, id),
  constraint payments_payable_fkey foreign key (org_id, payable_id)
    references payments.payables (org_id, id),
  constraint payments_recorded_by_fkey foreign key (recorded_by) references auth.users (id),
  constraint payments_id_is_unique unique (id),
  constraint provider_payment_id_is_unique unique (provider, provider_payment_id),
  constraint provider_is_known check (provider in ('mollie', 'manual')),
  constraint mode_is_test_or_live check (mode in ('test', 'live')),
  constraint amount_is_positive check (amount > 0),
  constraint captured_is_all_or_nothing check (amount_captured in (0, amount)),
  constraint refunded_and_refunding_fit_in_captured
    check (amount_refunding >= 0 and amount_refunded >= 0
      and amount_refunding + amount_refunded <= amount_captured),
  constraint only_paid_is_captured check (amount_captured = 0 or status = 'paid'),
  constraint paid_at_is_set_iff_paid check ((status = 'paid') = (paid_at is not null)),
  constraint canceled_at_is_set_iff_canceled check ((status = 'canceled') = (canceled_at is not null)),
  constraint expired_at_is_set_iff_expired check ((status = 'expired') = (expired_at is not null)),
  constraint failed_at_is_set_iff_failed check ((status = 'failed') = (failed_at is not null)),
  constraint provider_knows_what_is_open check (
    provider = 'manual'
    or status not in ('open', 'pending', 'authorized', 'paid')
    or provider_payment_id is not null),
  constraint manual_money_is_no_business_of_the_provider check (
    provider <> 'manual'
    or (status in ('created', 'paid') and provider_payment_id is null and check_at is null)),
  constraint manual_money_is_recorded_by_somebody check (
    (provider = 'manual') = (recorded_by is not null)
    and (provider = 'manual') = (reference is not null)),
  constraint manual_method_is_known
    check (provider <> 'manual' or coalesce(method, '') in ('bank', 'cash', 'card')),
  constraint reference_is_1_to_200_characters check (length(btrim(reference)) between 1 and 200)
);
create unique index payments_one_open_attempt_idx on payments.payments (org_id, payable_id)
  where status in ('created', 'open', 'pending', 'authorized');
create index payments_payable_idx on payments.payments (org_id, payable_id);
create index payments_recorded_by_idx on payments.payments (recorded_by)
  where recorded_by is not null;
create index payments_check_at_idx on payments.payments (check_at) where check_at is not null;
alter table payments.payments enable row level security;
comment on table payments.payments is
  'Attempts to pay, and money that came past the provider. Amounts in cents.';
comment on column payments.payments.payable_id is 'What is paid for: the id of the order or reservation.';
comment on column payments.payments.reference is
  'Of money that came past the provider: what the bank statement or the receipt says.';
comment on column payments.payments.recorded_by is
  'Of money that came past the provider: the user who recorded it.';
comment on column payments.payments.check_at is 'When to ask the provider, if it has not spoken by then.';
comment on column payments.payments.checked_at is 'When the provider''s own answer was last seen.';
comment on column payments.payments.return_url is 'Where the client app wants its customer back.';

-- sql/30_payments/1_tables/payment_events.sql
-- requires: payments
--
-- Every answer of the provider that said something new, as it came, without the payer's name and
-- account. Classic webhooks carry no event id: what changed identifies the event. Append-only.

create table payments.payment_events (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  payment_id uuid not null,
  fingerprint bytea not null,
  status text not null,
  outcome text,
  raw jsonb not null,
  created_at timestamptz not null default core.clock(),
  constraint payment_events_pkey primary key (org_id, id),
  constraint payment_events_payment_fkey foreign key (org_id, payment_id)
    references payments.payments (org_id, id),
  constraint event_is_applied_once unique (org_id, payment_id, fingerprint)
);
alter table payments.payment_events enable row level security;
comment on table payments.payment_events is 'What the provider said about a payment, once per change.';
comment on column payments.payment_events.fingerprint is
  'SHA-256 of status, amounts, and ids and states of refunds and chargebacks.';

-- sql/30_payments/1_tables/payment_reviews.sql
-- requires: payments
--
-- Money that a person must look at: it arrived, but not as agreed, or could not go back.

create table payments.payment_reviews (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  payment_id uuid not null,
  reason text not null,
  data jsonb not null,
  created_at timestamptz not null default core.clock(),
  resolved_at timestamptz,
  constraint payment_reviews_pkey primary key (org_id, id),
  constraint payment_reviews_payment_fkey foreign key (org_id, payment_id)
    references payments.payments (org_id, id),
  constraint reason_is_known check (reason in
    ('wrong_amount', 'wrong_currency', 'wrong_mode', 'refund_failed', 'refund_by_hand'))
);
create index payment_reviews_payment_idx on payments.payment_reviews (org_id, payment_id);
alter table payments.payment_reviews enable row level security;
comment on table payments.payment_reviews is 'Payments that wait for a person''s decision.';

-- sql/30_payments/1_tables/refunds.sql
-- requires: payments
--
-- Money that goes back. The row is committed before the provider is called, its id is the
-- idempotency key there. Machine `refund`.

create table payments.refunds (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  payable_id uuid not null,
  payment_id uuid not null,
  mollie_refund_id text,
  amount integer not null,
  currency text not null default 'EUR',
  status payments.refund_status not null default 'pending',
  reason text,
  internal_note text,
  idempotency_key uuid not null,
  created_by uuid,
  actor_type core.actor_type not null,
  metadata jsonb not null default '{}',
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  refunded_at timestamptz,
  constraint refunds_pkey primary key (org_id, id),
  constraint refunds_payment_fkey foreign key (org_id, payment_id)
    references payments.payments (org_id, id),
  constraint refunds_payable_fkey foreign key (org_id, payable_id)
    references payments.payables (org_id, id),
  constraint refunds_created_by_fkey foreign key (created_by) references auth.users (id),
  constraint refunds_id_is_unique unique (id),
  constraint mollie_refund_id_is_unique unique (mollie_refund_id),
  constraint idempotency_key_is_unique unique (org_id, idempotency_key),
  constraint refund_amount_positive check (amount > 0),
  constraint only_the_system_has_no_creator check (created_by is not null or actor_type = 'system'),
  constraint refunded_at_is_set_iff_refunded check ((status = 'refunded') = (refunded_at is not null))
);
create index refunds_payment_idx on payments.refunds (org_id, payment_id);
create index refunds_payable_idx on payments.refunds (org_id, payable_id);
create index refunds_created_by_idx on payments.refunds (created_by);
alter table payments.refunds enable row level security;
comment on table payments.refunds is 'Refunds. Amounts in cents.';
comment on column payments.refunds.created_by is 'The user who decided; null when the system did.';

-- sql/30_payments/2_functions/amount_kept.sql
-- What is left with us of the money that came in for a payable: captured less refunded, in cents.
create or replace function payments.amount_kept(p_org_id uuid, p_payable_id uuid)
  returns bigint
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select coalesce(sum(p.amount_captured - p.amount_refunded), 0)
    from payments.payments as p
    where p.org_id = p_org_id and p.payable_id = p_payable_id
  );
end
$$;
revoke all on function payments.amount_kept(uuid, uuid) from public;

-- sql/30_payments/2_functions/apply_provider_payment.sql
-- Applies what the provider says of one payment (its JSON, fetched by us, with embedded refunds and
-- chargebacks). The only way in which a payment's status changes on the provider's word, whoever
-- asked: webhook, sweep or retry; any number of times, in any order.
--
-- Returns {outcome, payment_id, status, result}: outcome `applied`, `duplicate` (nothing new),
-- `ignored` (an answer that is out of date), `review` (not the agreed money: a person must look) or
-- `unknown` (not ours). Locks: payable, payment, then what the payable's kind locks.
create or replace function payments.apply_provider_payment(p_provider jsonb)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
  set plan_cache_mode = 'force_generic_plan'
as $$
declare
  v_payment payments.payments := payments.find_payment(p_provider);
  v_event_id uuid;
  v_outcome text;
  v_result text;
begin
  if v_payment.id is null then
    return jsonb_build_object('outcome', 'unknown');
  end if;
  perform core.act_as('system');
  perform payments.lock_payable(v_payment.org_id, v_payment.payable_id);
  perform payments.attach_provider_payment(v_payment.id, p_provider);
  update payments.payments as p
  set checked_at = core.clock()
  where p.org_id = v_payment.org_id and p.id = v_payment.id
  returning p.* into v_payment;

  insert into payments.payment_events (org_id, payment_id, fingerprint, status, raw)
  values (
    v_payment.org_id, v_payment.id, payments.event_fingerprint(p_provider),
    p_provider ->> 'status',
    p_provider #- '{details,consumerName}' #- '{details,consumerAccount}' #- '{details,cardHolder}'
  )
  on conflict on constraint event_is_applied_once do nothing
  returning id into v_event_id;
  if v_event_id is null then
    v_outcome := 'duplicate';
  else
    perform payments.sync_refunds(v_payment, p_provider);
    select m.outcome, m.result into v_outcome, v_result
    from payments.move_payment(v_payment, p_provider) as m;
    update payments.payment_events as e
    set outcome = v_outcome
    where e.org_id = v_payment.org_id and e.id = v_event_id;
  end if;
  return jsonb_strip_nulls(jsonb_build_object(
    'outcome', v_outcome,
    'payment_id', v_payment.id,
    'status', p_provider ->> 'status',
    'result', v_result
  ));
end
$$;
revoke all on function payments.apply_provider_payment(jsonb) from public;
grant execute on function payments.apply_provider_payment(jsonb) to service_role;

-- sql/30_payments/2_functions/ask_provider.sql
-- Sends a worker to the provider about one payment: `mollie.check_payment` or
-- `mollie.cancel_payment`. What the provider says comes back through apply_provider_payment().
create or replace function payments.ask_provider(p_payment payments.payments, p_topic text)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform core.emit(
    p_payment.org_id, 'payment:' || p_payment.id, p_topic,
    jsonb_build_object(
      'payment_id', p_payment.id, 'provider_payment_id', p_payment.provider_payment_id)
  );
end
$$;
revoke all on function payments.ask_provider(payments.payments, text) from public;

-- sql/30_payments/2_functions/attach_provider_payment.sql
-- Ties the provider's payment (its JSON) to our attempt and moves it to `open`. A repeat changes
-- nothing; another payment for the same attempt raises payment_conflict.
-- Returns {payment_id, checkout_url, status}. Locks: payable, payment.
create or replace function payments.attach_provider_payment(p_payment_id uuid, p_provider jsonb)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_payment payments.payments;
begin
  select p.* into v_payment from payments.payments as p where p.id = p_payment_id;
  if not found then
    perform core.fail('payment_not_found', jsonb_build_object('payment_id', p_payment_id));
  end if;
  perform payments.lock_payable(v_payment.org_id, v_payment.payable_id);
  update payments.payments as p
  set provider_payment_id = coalesce(p.provider_payment_id, p_provider ->> 'id'),
    mode = coalesce(p.mode, p_provider ->> 'mode'),
    checkout_url = coalesce(p.checkout_url, p_provider #>> '{_links,checkout,href}'),
    expires_at = coalesce(p.expires_at, (p_provider ->> 'expiresAt')::timestamptz),
    status = case p.status when 'created' then 'open' else p.status end,
    check_at = case p.status when 'created' then core.clock() + interval '20 minutes' else p.check_at end
  where p.org_id = v_payment.org_id
    and p.id = v_payment.id
    and p.provider = 'mollie'
    and coalesce(p.provider_payment_id, p_provider ->> 'id') = p_provider ->> 'id'
  returning p.* into v_payment;
  if not found then
    perform core.fail('payment_conflict', jsonb_build_object('payment_id', p_payment_id));
  end if;
  return jsonb_build_object(
    'payment_id', v_payment.id,
    'checkout_url', v_payment.checkout_url,
    'status', v_payment.status
  );
end
$$;
revoke all on function payments.attach_provider_payment(uuid, jsonb) from public;
grant execute on function payments.attach_provider_payment(uuid, jsonb) to service_role;

-- sql/30_payments/2_functions/awaits_provider.sql
-- Whether the provider must be asked before what a payable holds may be given to others: an attempt
-- is open there and nobody has looked since `p_since`. Sends a worker to ask, and again after ten
-- minutes without an answer.
create or replace function payments.awaits_provider(
  p_org_id uuid,
  p_payable_id uuid,
  p_since timestamptz
)
  returns boolean
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_payment payments.payments;
begin
  select p.* into v_payment
  from payments.payments as p
  where p.org_id = p_org_id
    and p.payable_id = p_payable_id
    and p.status in ('open', 'pending', 'authorized')
    and coalesce(p.checked_at < p_since, true);
  if not found then
    return false;
  end if;
  if coalesce(v_payment.check_requested_at < greatest(p_since, core.clock() - interval '10 minutes'), true)
  then
    perform payments.request_check(v_payment);
  end if;
  return true;
end
$$;
revoke all on function payments.awaits_provider(uuid, uuid, timestamptz) from public;

-- sql/30_payments/2_functions/create_payable.sql
-- Makes the payable of a new order or reservation, under the owner's id, which it returns.
create or replace function payments.create_payable(
  p_org_id uuid,
  p_id uuid,
  p_kind text,
  p_amount integer,
  p_currency text
)
  returns uuid
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  insert into payments.payables (org_id, id, kind, amount, currency)
  values (p_org_id, p_id, p_kind, p_amount, p_currency);
  return p_id;
end
$$;
revoke all on function payments.create_payable(uuid, uuid, text, integer, text) from public;

-- sql/30_payments/2_functions/event_fingerprint.sql
-- What makes two answers of the provider the same event: status, amounts, and the ids and states of
-- refunds and chargebacks.
create or replace function payments.event_fingerprint(p_provider jsonb)
  returns bytea
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return core.request_hash(jsonb_build_array(
    p_provider -> 'status',
    p_provider -> 'mode',
    p_provider -> 'amount',
    p_provider -> 'amountRefunded',
    p_provider -> 'amountChargedBack',
    (
      select jsonb_agg(jsonb_build_array(r -> 'id', r -> 'status') order by r ->> 'id')
      from jsonb_array_elements(p_provider #> '{_embedded,refunds}') as r
    ),
    (
      select jsonb_agg(jsonb_build_array(c -> 'id', c -> 'reversedAt') order by c ->> 'id')
      from jsonb_array_elements(p_provider #> '{_embedded,chargebacks}') as c
    )
  ));
end
$$;
revoke all on function payments.event_fingerprint(jsonb) from public;

-- sql/30_payments/2_functions/fail_refund.sql
-- Records that the provider refuses a refund for good; the amount is available again and the
-- payment waits for a person. A repeat changes nothing. Returns {refund_id, status}.
create or replace function payments.fail_refund(p_refund_id uuid, p_reason text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_refund payments.refunds;
begin
  v_refund := payments.lock_refund(p_refund_id);
  if v_refund.status in ('pending', 'queued', 'processing') then
    update payments.refunds as r
    set internal_note = left(p_reason, 500)
    where r.org_id = v_refund.org_id and r.id = v_refund.id;
    perform payments.move_refund(v_refund, 'failed');
    v_refund.status := 'failed';
  end if;
  return jsonb_build_object('refund_id', v_refund.id, 'status', v_refund.status);
end
$$;
revoke all on function payments.fail_refund(uuid, text) from public;
grant execute on function payments.fail_refund(uuid, text) to service_role;

-- sql/30_payments/2_functions/find_captured_payment.sql
-- The payment that settled a payable: the first whose money came in; null row when none has.
create or replace function payments.find_captured_payment(p_org_id uuid, p_payable_id uuid)
  returns payments.payments
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_payment payments.payments;
begin
  select p.* into v_payment
  from payments.payments as p
  where p.org_id = p_org_id and p.payable_id = p_payable_id and p.amount_captured > 0
  order by p.updated_at
  limit 1;
  return v_payment;
end
$$;
revoke all on function payments.find_captured_payment(uuid, uuid) from public;

-- sql/30_payments/2_functions/find_payment.sql
-- Our attempt behind a provider's payment: by the provider's id, or by the id of ours that we gave
-- it as metadata, for one that was made but never attached. Null row when it is not ours.
create or replace function payments.find_payment(p_provider jsonb)
  returns payments.payments
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_payment payments.payments;
  v_own_id text := case jsonb_typeof(p_provider -> 'metadata')
    when 'object' then p_provider #>> '{metadata,payment_id}' end;
begin
  select p.* into v_payment
  from payments.payments as p
  where p.provider = 'mollie' and p.provider_payment_id = p_provider ->> 'id';
  if not found and pg_input_is_valid(v_own_id, 'uuid') then
    select p.* into v_payment
    from payments.payments as p
    where p.id = v_own_id::uuid and p.provider = 'mollie' and p.provider_payment_id is null;
  end if;
  return v_payment;
end
$$;
revoke all on function payments.find_payment(jsonb) from public;

-- sql/30_payments/2_functions/find_recorded_payment.sql
-- Money of a payable that staff have recorded by this method under this reference; null row when
-- they have not.
create or replace function payments.find_recorded_payment(
  p_org_id uuid,
  p_payable_id uuid,
  p_method text,
  p_reference text
)
  returns payments.payments
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_payment payments.payments;
begin
  select p.* into v_payment
  from payments.payments as p
  where p.org_id = p_org_id
    and p.payable_id = p_payable_id
    and p.provider = 'manual'
    and p.method = p_method
    and p.reference = p_reference;
  return v_payment;
end
$$;
revoke all on function payments.find_recorded_payment(uuid, uuid, text, text) from public;

-- sql/30_payments/2_functions/give_up_attempt.sql
-- Ends an attempt that can no longer be used: as expired when the provider has it, and then the
-- provider is told to cancel; as failed when it never got there. Should it be paid all the same,
-- the provider's word moves it to paid.
create or replace function payments.give_up_attempt(p_payment payments.payments)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  update payments.payments as p
  set status = case when p.provider_payment_id is null then 'failed' else 'expired' end
        ::payments.payment_status,
    failed_at = case when p.provider_payment_id is null then core.clock() end,
    expired_at = case when p.provider_payment_id is not null then core.clock() end,
    check_at = null
  where p.org_id = p_payment.org_id and p.id = p_payment.id;
  if p_payment.provider_payment_id is not null then
    perform payments.ask_provider(p_payment, 'mollie.cancel_payment');
  end if;
end
$$;
revoke all on function payments.give_up_attempt(payments.payments) from public;

-- sql/30_payments/2_functions/give_up_attempts.sql
-- Ends every attempt at a payable that is still open, because its owner no longer waits for it.
-- The caller has locked the payable.
create or replace function payments.give_up_attempts(p_org_id uuid, p_payable_id uuid)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_payment payments.payments;
begin
  for v_payment in
    select p.*
    from payments.payments as p
    where p.org_id = p_org_id
      and p.payable_id = p_payable_id
      and p.status in ('created', 'open', 'pending', 'authorized')
    for no key update
  loop
    perform payments.give_up_attempt(v_payment);
  end loop;
end
$$;
revoke all on function payments.give_up_attempts(uuid, uuid) from public;

-- sql/30_payments/2_functions/has_live_payment.sql
-- Whether money for a payable has arrived or is still on its way.
create or replace function payments.has_live_payment(p_org_id uuid, p_payable_id uuid)
  returns boolean
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return exists (
    select 1
    from payments.payments as p
    where p.org_id = p_org_id
      and p.payable_id = p_payable_id
      and p.status in ('created', 'open', 'pending', 'authorized', 'paid')
  );
end
$$;
revoke all on function payments.has_live_payment(uuid, uuid) from public;

-- sql/30_payments/2_functions/lock_payable.sql
-- Locks a payable, and with it the order or reservation that owns it.
create or replace function payments.lock_payable(p_org_id uuid, p_payable_id uuid)
  returns payments.payables
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_payable payments.payables;
begin
  select p.* into strict v_payable
  from payments.payables as p
  where p.org_id = p_org_id and p.id = p_payable_id
  for no key update;
  return v_payable;
end
$$;
revoke all on function payments.lock_payable(uuid, uuid) from public;

-- sql/30_payments/2_functions/lock_refund.sql
-- Locks a refund after its payable. Raises refund_not_found.
create or replace function payments.lock_refund(p_refund_id uuid)
  returns payments.refunds
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_refund payments.refunds;
begin
  select r.* into v_refund from payments.refunds as r where r.id = p_refund_id;
  if not found then
    perform core.fail('refund_not_found', jsonb_build_object('refund_id', p_refund_id));
  end if;
  perform payments.lock_payable(v_refund.org_id, v_refund.payable_id);
  select r.* into strict v_refund
  from payments.refunds as r
  where r.id = p_refund_id
  for no key update;
  return v_refund;
end
$$;
revoke all on function payments.lock_refund(uuid) from public;

-- sql/30_payments/2_functions/minor_units.sql
-- Cents of a provider's amount, e.g. ("12.50", "EUR") -> 1250; null when it is no such amount.
-- Currencies without cents (ISO 4217 exponent 0) as Mollie writes them.
create or replace function payments.minor_units(p_value text, p_currency text)
  returns bigint
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  if p_currency in ('JPY', 'ISK') then
    return case when p_value ~ '^\d{1,12}$' then p_value::bigint end;
  end if;
  return case when p_value ~ '^\d{1,12}\.\d{2}$' then replace(p_value, '.', '')::bigint end;
end
$$;
revoke all on function payments.minor_units(text, text) from public;

-- sql/30_payments/2_functions/mismatch.sql
-- Why the money is not what was agreed: `wrong_amount`, `wrong_currency` or `wrong_mode`; null when
-- it is.
create or replace function payments.mismatch(p_payment payments.payments, p_provider jsonb)
  returns text
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_currency text := p_provider #>> '{amount,currency}';
begin
  return case
    when p_provider ->> 'mode' is distinct from core.setting('payments.mode') #>> '{}'
      or p_provider ->> 'mode' is distinct from coalesce(p_payment.mode, p_provider ->> 'mode')
      then 'wrong_mode'
    when v_currency is distinct from p_payment.currency then 'wrong_currency'
    when payments.minor_units(p_provider #>> '{amount,value}', v_currency)
      is distinct from p_payment.amount then 'wrong_amount'
  end;
end
$$;
revoke all on function payments.mismatch(payments.payments, jsonb) from public;

-- sql/30_payments/2_functions/move_payment.sql
-- Moves a locked payment to the status that the provider reports, and lets the payable's kind do
-- what follows: settle what is paid, release what ended unpaid. Money that cannot be settled goes
-- back by itself. Outcomes as in apply_provider_payment().
create or replace function payments.move_payment(
  p_payment payments.payments,
  p_provider jsonb,
  out outcome text,
  out result text
)
  returns record
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
  v_status payments.payment_status;
  v_mismatch text;
  v_kind payments.payable_kinds;
begin
  outcome := 'applied';
  if not pg_input_is_valid(p_provider ->> 'status', 'payments.payment_status') then
    outcome := 'ignored';
    return;
  end if;
  v_status := (p_provider ->> 'status')::payments.payment_status;
  if v_status = p_payment.status then
    return;
  end if;
  if not exists (
    select 1 from core.transitions as t
    where t.machine = 'payment' and t.from_state = p_payment.status::text
      and t.to_state = v_status::text
  ) then
    outcome := 'ignored';
    return;
  end if;
  if v_status in ('paid', 'authorized') then
    v_mismatch := payments.mismatch(p_payment, p_provider);
  end if;
  update payments.payments as p
  set status = v_status,
    method = p_provider ->> 'method',
    amount_captured = case when v_status = 'paid' and v_mismatch is null then p.amount else 0 end,
    check_at = case when v_status in ('pending', 'authorized') then v_now + interval '1 hour' end,
    paid_at = case v_status when 'paid' then v_now end,
    canceled_at = case v_status when 'canceled' then v_now end,
    expired_at = case v_status when 'expired' then v_now end,
    failed_at = case v_status when 'failed' then v_now end
  where p.org_id = p_payment.org_id and p.id = p_payment.id
  returning p.* into p_payment;
  if v_mismatch is not null then
    insert into payments.payment_reviews (org_id, payment_id, reason, data)
    values (p_payment.org_id, p_payment.id, v_mismatch, jsonb_build_object(
      'expected_amount', p_payment.amount, 'expected_currency', p_payment.currency,
      'amount', p_provider -> 'amount', 'mode', p_provider -> 'mode'));
    outcome := 'review';
    return;
  end if;

  if v_status = 'paid' then
    result := payments.settle_payment(p_payment);
    if result in ('overbooked', 'surplus') then
      perform payments.repay(p_payment, result);
    end if;
  elsif v_status in ('failed', 'canceled', 'expired')
    and not payments.has_live_payment(p_payment.org_id, p_payment.payable_id)
  then
    select k.* into strict v_kind
    from payments.payables as a
    join payments.payable_kinds as k on k.kind = a.kind
    where a.org_id = p_payment.org_id and a.id = p_payment.payable_id;
    execute format('select %s($1, $2, $3)', v_kind.release_function)
    using p_payment.org_id, p_payment.payable_id, v_status::text;
    result := 'released';
  end if;
end
$$;
revoke all on function payments.move_payment(payments.payments, jsonb) from public;

-- sql/30_payments/2_functions/move_refund.sql
-- Moves a locked refund along its machine and keeps the payment's amounts in step: what fails or is
-- cancelled is no longer on its way back, what is completed has gone back.
create or replace function payments.move_refund(
  p_refund payments.refunds,
  p_status payments.refund_status
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_function text;
begin
  update payments.refunds as r
  set status = p_status,
    refunded_at = case p_status when 'refunded' then core.clock() end
  where r.org_id = p_refund.org_id and r.id = p_refund.id;
  if p_status in ('refunded', 'failed', 'canceled') then
    update payments.payments as p
    set amount_refunding = p.amount_refunding - p_refund.amount,
      amount_refunded = p.amount_refunded
        + case p_status when 'refunded' then p_refund.amount else 0 end
    where p.org_id = p_refund.org_id and p.id = p_refund.payment_id;
  end if;
  if p_status = 'refunded' then
    select k.refunded_function into strict v_function
    from payments.payables as a
    join payments.payable_kinds as k on k.kind = a.kind
    where a.org_id = p_refund.org_id and a.id = p_refund.payable_id;
    execute format('select %s($1, $2)', v_function) using p_refund.org_id, p_refund.payable_id;
  elsif p_status = 'failed' then
    insert into payments.payment_reviews (org_id, payment_id, reason, data)
    values (p_refund.org_id, p_refund.payment_id, 'refund_failed',
      jsonb_build_object('refund_id', p_refund.id, 'amount', p_refund.amount));
  end if;
end
$$;
revoke all on function payments.move_refund(payments.refunds, payments.refund_status) from public;

-- sql/30_payments/2_functions/record_payment.sql
-- Records money that came past the provider, all of it at once, and settles what it is for, as the
-- provider's money does. Attempts that are open at the provider are given up; should one be paid
-- all the same, that money is surplus and goes back. Recorded by the signed-in user, whom the
-- caller has authorised; the caller has locked the payable too.
--
-- Raises wrong_amount, and payment_not_accepted when nothing can be given for it any more: such
-- money is not taken into the books, so that none ever has to go back by itself. Locks: payments,
-- then what the payable's kind locks.
create or replace function payments.record_payment(
  p_payable payments.payables,
  p_amount bigint,
  p_method text,
  p_reference text,
  p_received_at timestamptz
)
  returns payments.payments
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_payment payments.payments;
  v_result text;
begin
  if p_amount is distinct from p_payable.amount then
    perform core.fail('wrong_amount', jsonb_build_object(
      'expected', p_payable.amount, 'amount', p_amount, 'currency', p_payable.currency));
  end if;
  perform payments.give_up_attempts(p_payable.org_id, p_payable.id);
  insert into payments.payments (
    org_id, payable_id, provider, reference, recorded_by, amount, currency, method
  ) values (
    p_payable.org_id, p_payable.id, 'manual', p_reference, auth.uid(), p_payable.amount,
    p_payable.currency, p_method
  )
  returning * into v_payment;
  update payments.payments as p
  set status = 'paid', amount_captured = p.amount, paid_at = coalesce(p_received_at, core.clock())
  where p.org_id = v_payment.org_id and p.id = v_payment.id
  returning p.* into v_payment;
  v_result := payments.settle_payment(v_payment);
  if v_result <> 'settled' then
    perform core.fail('payment_not_accepted', jsonb_build_object('reason', v_result));
  end if;
  return v_payment;
end
$$;
revoke all on function
  payments.record_payment(payments.payables, bigint, text, text, timestamptz) from public;

-- sql/30_payments/2_functions/record_refund.sql
-- Takes over what the provider says of one refund (its JSON). An answer that is out of date changes
-- nothing. Returns {refund_id, status}. Locks: payable, refund, payment.
create or replace function payments.record_refund(p_refund_id uuid, p_provider jsonb)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_refund payments.refunds;
  v_status text := p_provider ->> 'status';
begin
  v_refund := payments.lock_refund(p_refund_id);
  update payments.refunds as r
  set mollie_refund_id = coalesce(r.mollie_refund_id, p_provider ->> 'id')
  where r.org_id = v_refund.org_id and r.id = v_refund.id;
  if exists (
    select 1 from core.transitions as t
    where t.machine = 'refund' and t.from_state = v_refund.status::text and t.to_state = v_status
  ) then
    perform payments.move_refund(v_refund, v_status::payments.refund_status);
  end if;
  return jsonb_build_object('refund_id', v_refund.id, 'status', v_status);
end
$$;
revoke all on function payments.record_refund(uuid, jsonb) from public;
grant execute on function payments.record_refund(uuid, jsonb) to service_role;

-- sql/30_payments/2_functions/repay.sql
-- Sends back all of a payment that is not going back already, on the system's own decision. Money
-- that came past the provider cannot go back by itself: it waits in review for a person.
create or replace function payments.repay(p_payment payments.payments, p_reason text)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_refund payments.refunds;
  v_amount integer;
begin
  select p.amount_captured - p.amount_refunding - p.amount_refunded into strict v_amount
  from payments.payments as p
  where p.org_id = p_payment.org_id and p.id = p_payment.id;
  if v_amount = 0 then
    return;
  end if;
  if p_payment.provider = 'manual' then
    insert into payments.payment_reviews (org_id, payment_id, reason, data)
    values (p_payment.org_id, p_payment.id, 'refund_by_hand', jsonb_build_object(
      'amount', v_amount, 'currency', p_payment.currency, 'because', p_reason));
    return;
  end if;
  update payments.payments as p
  set amount_refunding = p.amount_refunding + v_amount
  where p.org_id = p_payment.org_id and p.id = p_payment.id;
  insert into payments.refunds (
    org_id, payable_id, payment_id, amount, currency, reason, idempotency_key, actor_type
  ) values (
    p_payment.org_id, p_payment.payable_id, p_payment.id, v_amount, p_payment.currency, p_reason,
    core.new_id(), 'system'
  )
  returning * into v_refund;
  perform core.emit(
    p_payment.org_id, 'payment:' || p_payment.id, 'mollie.create_refund',
    jsonb_build_object(
      'refund_id', v_refund.id,
      'provider_payment_id', p_payment.provider_payment_id,
      'amount', v_amount,
      'currency', p_payment.currency,
      'description', 'Refund ' || p_reason,
      'created_at', v_refund.created_at
    )
  );
end
$$;
revoke all on function payments.repay(payments.payments, text) from public;

-- sql/30_payments/2_functions/request_check.sql
-- Sends a worker to ask the provider about an open payment, and sets when to ask again: later and
-- later, from 10 minutes to 12 hours.
create or replace function payments.request_check(p_payment payments.payments)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
begin
  update payments.payments as p
  set check_requested_at = v_now,
    check_at = v_now
    + greatest(interval '10 minutes', least(interval '12 hours', (v_now - p.created_at) / 2))
  where p.org_id = p_payment.org_id and p.id = p_payment.id;
  perform payments.ask_provider(p_payment, 'mollie.check_payment');
end
$$;
revoke all on function payments.request_check(payments.payments) from public;

-- sql/30_payments/2_functions/settle_payment.sql
-- Lets a payable's kind do what follows when its money has arrived, whichever way: `settled`, or
-- `overbooked` or `surplus` when the money must go back.
create or replace function payments.settle_payment(p_payment payments.payments)
  returns text
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_function text;
  v_result text;
begin
  select k.settle_function into strict v_function
  from payments.payables as a
  join payments.payable_kinds as k on k.kind = a.kind
  where a.org_id = p_payment.org_id and a.id = p_payment.payable_id;
  execute format('select %s($1, $2)', v_function)
  into v_result using p_payment.org_id, p_payment.payable_id;
  return v_result;
end
$$;
revoke all on function payments.settle_payment(payments.payments) from public;

-- sql/30_payments/2_functions/start_attempt.sql
-- The open attempt to pay a payable, made when there is none. An attempt that the provider never
-- heard of within 50 minutes (its idempotency key lives an hour), or whose time at the provider has
-- passed, gives way to a new one; the provider is asked to cancel it. Locks: payable, payment.
create or replace function payments.start_attempt(
  p_org_id uuid,
  p_payable_id uuid,
  p_return_url text
)
  returns payments.payments
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
  v_payable payments.payables;
  v_attempt payments.payments;
begin
  v_payable := payments.lock_payable(p_org_id, p_payable_id);
  select p.* into v_attempt
  from payments.payments as p
  where p.org_id = p_org_id
    and p.payable_id = p_payable_id
    and p.status in ('created', 'open', 'pending', 'authorized')
  for no key update;
  if found then
    if v_attempt.status in ('pending', 'authorized')
      or (v_attempt.status = 'open' and coalesce(v_attempt.expires_at > v_now, true))
      or (v_attempt.status = 'created' and v_attempt.created_at > v_now - interval '50 minutes')
    then
      return v_attempt;
    end if;
    perform payments.give_up_attempt(v_attempt);
  end if;
  insert into payments.payments (org_id, payable_id, amount, currency, return_url)
  values (p_org_id, p_payable_id, v_payable.amount, v_payable.currency, p_return_url)
  returning * into v_attempt;
  return v_attempt;
end
$$;
revoke all on function payments.start_attempt(uuid, uuid, text) from public;

-- sql/30_payments/2_functions/sweep_stale_payments.sql
-- Asks the provider about open payments of which nothing was heard in time: a webhook may be lost
-- for ever. Sweep `payments.check`.
create or replace function payments.sweep_stale_payments(p_limit integer)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_payment payments.payments;
  v_count integer := 0;
begin
  for v_payment in
    select p.*
    from payments.payments as p
    where p.check_at <= core.clock()
    order by p.check_at
    limit p_limit
    for no key update skip locked
  loop
    perform payments.request_check(v_payment);
    v_count := v_count + 1;
  end loop;
  return v_count;
end
$$;
revoke all on function payments.sweep_stale_payments(integer) from public;

-- sql/30_payments/2_functions/sync_refunds.sql
-- Takes over the states of the refunds that the provider embeds in a payment. Refunds are found by
-- the provider's id, or by our id that we gave it as metadata.
create or replace function payments.sync_refunds(p_payment payments.payments, p_provider jsonb)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_refund_id uuid;
  v_embedded jsonb;
begin
  for v_refund_id, v_embedded in
    select r.id, e.refund
    from jsonb_array_elements(p_provider #> '{_embedded,refunds}') as e (refund)
    join payments.refunds as r
      on r.org_id = p_payment.org_id
      and r.payment_id = p_payment.id
      and (
        r.mollie_refund_id = e.refund ->> 'id'
        or (r.mollie_refund_id is null and r.id::text = e.refund #>> '{metadata,refund_id}')
      )
    order by r.id
  loop
    perform payments.record_refund(v_refund_id, v_embedded);
  end loop;
end
$$;
revoke all on function payments.sync_refunds(payments.payments, jsonb) from public;

-- sql/30_payments/3_access/payable_kinds.sql
-- Read by the functions of this room only.
revoke all on payments.payable_kinds from anon, authenticated, service_role;
create policy all_nobody on payments.payable_kinds using (false);

-- sql/30_payments/3_access/payables.sql
-- Staff with payments.read see their org's payables. Only functions write.
-- NOTE: insert, update and delete are not granted, because money is written by functions only.
revoke all on payments.payables from anon, authenticated, service_role;
grant select on payments.payables to authenticated;
create policy select_finance on payments.payables for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('payments.read'))));

-- sql/30_payments/3_access/payment_events.sql
-- Staff with payments.read see what the provider said. Only functions write.
-- NOTE: delete is not granted to anyone, because events are the proof of what the provider said.
revoke all on payments.payment_events from anon, authenticated, service_role;
grant select on payments.payment_events to authenticated;
create policy select_finance on payments.payment_events for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('payments.read'))));

-- sql/30_payments/3_access/payment_reviews.sql
-- Staff with payments.read see what waits for a decision. Only functions write.
-- NOTE: insert, update and delete are not granted, because money is written by functions only.
revoke all on payments.payment_reviews from anon, authenticated, service_role;
grant select on payments.payment_reviews to authenticated;
create policy select_finance on payments.payment_reviews for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('payments.read'))));

create trigger _900_audit after insert or update or delete on payments.payment_reviews
  for each row execute function core.tg__audit('payment_review');

-- sql/30_payments/3_access/payments.sql
-- Staff with payments.read see their org's payments. Only functions write.
-- NOTE: insert, update and delete are not granted, because money is written by functions only.
revoke all on payments.payments from anon, authenticated, service_role;
grant select on payments.payments to authenticated;
create policy select_finance on payments.payments for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('payments.read'))));

create trigger _100_touch before update on payments.payments
  for each row execute function core.tg__touch();
create trigger _200_transition before insert or update of status on payments.payments
  for each row execute function core.tg__transition('payment');
-- When the provider was last asked is no history: the trigger looks at what money does.
create trigger _900_audit
  after insert or delete or update of status, provider_payment_id, amount_refunding, amount_refunded
  on payments.payments
  for each row execute function core.tg__audit('payment');

insert into core.sweeps (name, function, every, batch)
values ('payments.check', 'payments.sweep_stale_payments', interval '30 seconds', 100);

-- sql/30_payments/3_access/refunds.sql
-- Staff with payments.read see their org's refunds. Only functions write.
-- NOTE: insert, update and delete are not granted, because money is written by functions only.
revoke all on payments.refunds from anon, authenticated, service_role;
grant select on payments.refunds to authenticated;
create policy select_finance on payments.refunds for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('payments.read'))));

create trigger _100_touch before update on payments.refunds
  for each row execute function core.tg__touch();
create trigger _200_transition before insert or update of status on payments.refunds
  for each row execute function core.tg__transition('refund');
create trigger _900_audit after insert or update or delete on payments.refunds
  for each row execute function core.tg__audit('refund');

-- sql/30_payments/4_api/handle_payment_webhook.sql
create or replace function public.handle_payment_webhook(payment jsonb)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select payments.apply_provider_payment(handle_payment_webhook.payment)
$$;
revoke all on function public.handle_payment_webhook(jsonb) from public, anon, authenticated;
grant execute on function public.handle_payment_webhook(jsonb) to service_role;
comment on function public.handle_payment_webhook(jsonb) is
  'Applies what the provider says of a payment: its JSON as fetched, with embedded refunds and chargebacks. For workers only. Returns {outcome, payment_id, status, result}; outcome is applied, duplicate, ignored, review or unknown. Safe to repeat.';

-- sql/30_payments/4_api/payment_events.sql
create or replace view public.payment_events
with (security_invoker = true) as
select
  e.org_id,
  e.id,
  e.payment_id,
  e.status,
  e.outcome,
  e.raw,
  e.created_at
from payments.payment_events as e;
revoke all on public.payment_events from anon, authenticated, service_role;
grant select on public.payment_events to authenticated;
comment on view public.payment_events is 'What the provider said of a payment, for staff with payments.read.';

-- sql/30_payments/4_api/payments.sql
create or replace view public.payments
with (security_invoker = true) as
select
  p.org_id,
  p.id,
  p.payable_id,
  p.provider,
  p.provider_payment_id,
  p.reference,
  p.recorded_by,
  p.status,
  p.amount,
  p.currency,
  p.mode,
  p.method,
  p.amount_captured,
  p.amount_refunding,
  p.amount_refunded,
  p.expires_at,
  p.paid_at,
  p.created_at,
  p.updated_at
from payments.payments as p;
revoke all on public.payments from anon, authenticated, service_role;
grant select on public.payments to authenticated;
comment on view public.payments is 'Attempts to pay, and money that came past the provider (provider manual, with who recorded it), for staff with payments.read. Amounts in cents. payable_id is the id of the order.';

-- sql/30_payments/4_api/payments_in_review.sql
create or replace view public.payments_in_review
with (security_invoker = true) as
select
  v.org_id,
  v.id,
  v.payment_id,
  v.reason,
  v.data,
  v.created_at
from payments.payment_reviews as v
where v.resolved_at is null;
revoke all on public.payments_in_review from anon, authenticated, service_role;
grant select on public.payments_in_review to authenticated;
comment on view public.payments_in_review is 'Money that arrived otherwise than agreed and waits for a person.';

-- sql/30_payments/4_api/promise_money.sql
-- Every euro that arrived maps to a row: captured, or waiting in review; and what goes back adds
-- up.
create or replace view payments.promise_money as
select p.id as payment_id, 'paid, but neither captured nor in review' as problem
from payments.payments as p
where p.status = 'paid'
  and p.amount_captured = 0
  and not exists (
    select 1 from payments.payment_reviews as v where v.org_id = p.org_id and v.payment_id = p.id
  )
union all
select p.id, 'refunded amounts differ from the refunds'
from payments.payments as p
left join lateral (
  select
    coalesce(sum(r.amount) filter (where r.status = 'refunded'), 0) as refunded,
    coalesce(sum(r.amount) filter (where r.status in ('pending', 'queued', 'processing')), 0)
      as refunding
  from payments.refunds as r
  where r.org_id = p.org_id and r.payment_id = p.id
) as s on true
where p.amount_refunded <> s.refunded or p.amount_refunding <> s.refunding
union all
select e.payment_id, 'a provider event was stored without an outcome'
from payments.payment_events as e
where e.outcome is null
union all
select a.id, 'a payable of a kind that nobody registered'
from payments.payables as a
where not exists (select 1 from payments.payable_kinds as k where k.kind = a.kind);
revoke all on payments.promise_money from anon, authenticated, service_role;
comment on view payments.promise_money is 'Payments whose money cannot be explained.';

insert into core.promises (promise, view, description)
values ('every_euro_is_explained', 'payments.promise_money',
  'Every euro that arrived is settled, on its way back, or in review.');

-- sql/30_payments/4_api/refunds.sql
create or replace view public.refunds
with (security_invoker = true) as
select
  r.id,
  r.org_id,
  r.payable_id as order_id,
  r.payment_id,
  r.mollie_refund_id,
  r.amount,
  r.currency,
  r.status,
  r.reason,
  r.internal_note,
  r.idempotency_key,
  r.created_by,
  r.actor_type,
  r.metadata,
  r.created_at,
  r.updated_at,
  r.refunded_at
from payments.refunds as r;
revoke all on public.refunds from anon, authenticated, service_role;
grant select on public.refunds to authenticated;
comment on view public.refunds is 'Refunds, for staff with payments.read. Amounts in cents.';

-- sql/50_events/1_tables/_schema.sql
-- Room events: what an organiser offers, and how much of it there is. It knows nothing of orders.

create schema events;
comment on schema events is 'Events, ticket types, capacity.';
grant usage on schema events to anon, authenticated, service_role;

create type events.event_status as enum ('draft', 'published', 'closed', 'cancelled');
comment on type events.event_status is 'Draft, on sale, over, or called off.';

create type events.sport as enum ('running', 'cycling', 'triathlon', 'swimming', 'walking', 'other');
comment on type events.sport is 'What kind of event it is.';

create type events.bib_moment as enum ('settlement', 'command');
comment on type events.bib_moment is 'When start numbers are given: with each paid order, or all at once when staff says so.';

create type events.product_scope as enum ('ticket', 'order');
comment on type events.product_scope is 'Whether a product goes with each ticket or with the order.';

create type events.discount_kind as enum ('percentage', 'amount');
comment on type events.discount_kind is 'How a discount is measured.';

create type events.discount_scope as enum ('order', 'ticket');
comment on type events.discount_scope is 'Whether a discount is given once, or for each ticket.';

create type events.copy as (
  org_id uuid,
  event_id uuid,
  new_event_id uuid,
  time_zone text,
  distance interval,
  ids jsonb
);
comment on type events.copy is
  'An event that is being duplicated: how far its moments move, and by old ids the new ones.';

create type events.question_kind as enum (
  'text', 'number', 'choice', 'multiple_choice', 'date', 'country', 'phone', 'checkbox', 'file'
);
comment on type events.question_kind is 'What kind of answer a question wants.';

insert into core.transitions (machine, from_state, to_state, description) values
  ('event', 'new', 'draft', 'An organiser starts an event.'),
  ('event', 'draft', 'published', 'The event is complete and goes on sale.'),
  ('event', 'published', 'closed', 'The event is over.'),
  ('event', 'draft', 'cancelled', 'Called off before it was published.'),
  ('event', 'published', 'cancelled', 'Called off.');

insert into core.settings (key, value, description) values
  ('events.lanes', '32',
   'Lanes of a large capacity pool, a power of two: at least the connections that sell at once.');

insert into tenancy.restorables (kind, table_name, label, conflict)
select
  k.kind, 'events.' || k.table_name,
  case k.part_of
    when 'event' then k.label
      || ' || '', '' || (select e.title from events.events as e where e.org_id = d.org_id and e.id = d.event_id)'
    when 'ticket_type' then k.label
      || ' || '', '' || (select t.name from events.ticket_types as t where t.org_id = d.org_id and t.id = d.ticket_type_id)'
    when 'product' then k.label
      || ' || '', '' || (select p.name from events.products as p where p.org_id = d.org_id and p.id = d.product_id)'
    else k.label
  end,
  k.conflict
from (
  values
  ('event', 'events', 'd.title', null, null),
  ('event_image', 'event_images', 'd.reference', 'event', null),
  ('faq_entry', 'faq_entries', 'd.question', 'event', null),
  ('ticket_type', 'ticket_types', 'd.name', 'event', null),
  ('price_tier', 'price_tiers', 'd.name', 'ticket_type', null),
  ('product', 'products', 'd.name', 'event', null),
  ('product_variant', 'product_variants', 'd.name', 'product', null),
  ('promo_code', 'promo_codes', 'd.code', 'event', 'the event has another promo code with its code'),
  ('question', 'questions',
    '(select coalesce(v.label_nl, v.label_en) from events.question_versions as v '
    'where v.org_id = d.org_id and v.question_id = d.id and v.version = d.version)', 'event', null),
  ('wave', 'waves', 'd.name', 'event', null)
) as k (kind, table_name, label, part_of, conflict);

-- sql/50_events/1_tables/duplicators.sql
-- What is set up for an event beyond this room, and whom to call when the event is duplicated. A
-- room above registers a function (copy events.copy) returns void, which copies what is its own,
-- with events.copy_rows() where that will do.

create table events.duplicators (
  name text not null,
  function text not null,
  constraint duplicators_pkey primary key (name),
  -- Not regproc: pg_upgrade, and so Supabase's upgrades, refuse tables with such columns.
  constraint function_has_its_full_name check (function ~ '^[a-z_]+\.[a-z0-9_]+$')
);
alter table events.duplicators enable row level security;
comment on table events.duplicators is 'Functions of other rooms that duplicate what belongs to an event.';

-- sql/50_events/1_tables/events.sql
-- One row per event. Staff with events.manage write it through the view public.events; the status
-- moves only through publish_event, close_event and cancel_event. Machine `event`.

create table events.events (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  title text not null,
  slug text not null,
  sport events.sport not null default 'other',
  description text,
  location_name text,
  location_address text,
  time_zone text not null default 'Europe/Amsterdam',
  starts_at timestamptz,
  ends_at timestamptz,
  status events.event_status not null default 'draft',
  published_at timestamptz,
  closed_at timestamptz,
  cancelled_at timestamptz,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  deleted_at timestamptz,
  constraint events_pkey primary key (org_id, id),
  constraint events_org_fkey foreign key (org_id) references tenancy.orgs (id),
  constraint events_id_is_unique unique (id),
  constraint slug_is_unique_in_org unique (org_id, slug),
  constraint slug_fits_in_an_address check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(slug) <= 100),
  constraint title_is_1_to_200_characters check (length(btrim(title)) between 1 and 200),
  constraint description_is_up_to_20000_characters check (length(description) <= 20000),
  constraint location_is_up_to_300_characters
    check (length(location_name) <= 300 and length(location_address) <= 300),
  constraint event_ends_after_it_starts check (ends_at > starts_at),
  constraint moments_are_from_2000_to_2200 check (
    starts_at between '2000-01-01 00:00Z' and '2200-01-01 00:00Z'
    and ends_at between '2000-01-01 00:00Z' and '2200-01-01 00:00Z'),
  constraint location_is_one_line check (location_name !~ '[[:cntrl:]]'),
  constraint published_event_has_dates
    check (status not in ('published', 'closed') or (starts_at is not null and ends_at is not null)),
  constraint published_at_is_set_once_published
    check (status not in ('published', 'closed') or published_at is not null),
  constraint closed_at_is_set_iff_closed check ((status = 'closed') = (closed_at is not null)),
  constraint cancelled_at_is_set_iff_cancelled check ((status = 'cancelled') = (cancelled_at is not null)),
  constraint only_drafts_are_deleted check (deleted_at is null or status in ('draft', 'cancelled'))
);
create index events_published_idx on events.events (starts_at, id)
  where status = 'published' and deleted_at is null;
alter table events.events enable row level security;
comment on table events.events is 'Running, cycling and other events of organisers.';
comment on column events.events.time_zone is 'IANA name, e.g. Europe/Amsterdam.';
comment on column events.events.slug is 'The event''s part of its address; made from the title when left out.';

-- sql/50_events/1_tables/capacity_pools.sql
-- requires: events
--
-- A limit that sales draw on: the places of a ticket type, a price tier or a wave, the stock of a
-- product or a variant, the uses of a promo code (such a pool has the id of what it limits), or one
-- that ticket types share, which has a name. What is left of it is the sum of its
-- lanes. A small or quiet pool has one lane, a plain counter; a large one has many, so that
-- buyers of one hot distance do not queue behind one row lock. `lanes` is only a hint for where to
-- look first: correctness never depends on it.

create table events.capacity_pools (
  org_id uuid not null,
  id uuid not null,
  event_id uuid not null,
  name text,
  capacity integer not null,
  lanes smallint not null default 1,
  constraint capacity_pools_pkey primary key (org_id, id),
  constraint capacity_pools_event_fkey foreign key (org_id, event_id)
    references events.events (org_id, id),
  constraint name_is_1_to_100_characters check (length(btrim(name)) between 1 and 100),
  constraint name_is_one_line check (name !~ '[[:cntrl:]]'),
  constraint capacity_is_not_negative check (capacity between 0 and 1000000000),
  constraint lanes_is_a_power_of_two check (lanes in (1, 2, 4, 8, 16, 32, 64, 128))
);
create index capacity_pools_event_idx on events.capacity_pools (org_id, event_id);
create index capacity_pools_shared_idx on events.capacity_pools (org_id, event_id)
  where name is not null;
alter table events.capacity_pools enable row level security;
comment on table events.capacity_pools is 'Limits that sales draw on.';
comment on column events.capacity_pools.name is
  'Of a limit that ticket types share; null: it belongs to what has its id.';
comment on column events.capacity_pools.capacity is 'A billion: no limit.';

create table events.capacity_lanes (
  org_id uuid not null,
  pool_id uuid not null,
  lane smallint not null,
  remaining integer not null,
  constraint capacity_lanes_pkey primary key (org_id, pool_id, lane),
  constraint capacity_lanes_pool_fkey foreign key (org_id, pool_id)
    references events.capacity_pools (org_id, id) on delete cascade,
  constraint remaining_is_never_negative check (remaining >= 0)
) with (fillfactor = 30, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_cost_delay = 0);
alter table events.capacity_lanes enable row level security;
comment on table events.capacity_lanes is 'What is left of a pool, divided over its lanes.';

-- sql/50_events/1_tables/event_contents.sql
-- requires: events
--
-- What the page of an event says, in Dutch and English: texts, questions with answers, and images
-- by reference. Written by staff with events.manage through the views of the same names.

create table events.event_contents (
  org_id uuid not null,
  event_id uuid not null,
  language text not null,
  title text,
  description text,
  location text,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  constraint event_contents_pkey primary key (org_id, event_id, language),
  constraint event_contents_event_fkey foreign key (org_id, event_id)
    references events.events (org_id, id),
  constraint language_is_nl_or_en check (language in ('nl', 'en')),
  constraint title_is_1_to_200_characters check (length(btrim(title)) between 1 and 200),
  constraint title_is_one_line check (title !~ '[[:cntrl:]]'),
  constraint description_is_up_to_20000_characters check (length(description) <= 20000),
  constraint location_is_up_to_2000_characters check (length(location) <= 2000)
);
alter table events.event_contents enable row level security;
comment on table events.event_contents is 'The texts of an event page, one row per language.';
comment on column events.event_contents.location is 'How to get there, where to park.';

create table events.faq_entries (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  event_id uuid not null,
  language text not null,
  question text not null,
  answer text not null,
  sort_order integer not null default 0,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  deleted_at timestamptz,
  constraint faq_entries_pkey primary key (org_id, id),
  constraint faq_entries_event_fkey foreign key (org_id, event_id)
    references events.events (org_id, id),
  constraint faq_entries_id_is_unique unique (id),
  constraint language_is_nl_or_en check (language in ('nl', 'en')),
  constraint question_is_1_to_300_characters check (length(btrim(question)) between 1 and 300),
  constraint question_is_one_line check (question !~ '[[:cntrl:]]'),
  constraint answer_is_1_to_5000_characters check (length(btrim(answer)) between 1 and 5000)
);
create index faq_entries_event_idx on events.faq_entries (org_id, event_id, sort_order);
alter table events.faq_entries enable row level security;
comment on table events.faq_entries is 'Questions that visitors ask, with the organiser''s answers.';

create table events.event_images (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  event_id uuid not null,
  reference text not null,
  alt_nl text,
  alt_en text,
  sort_order integer not null default 0,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  deleted_at timestamptz,
  constraint event_images_pkey primary key (org_id, id),
  constraint event_images_event_fkey foreign key (org_id, event_id)
    references events.events (org_id, id),
  constraint event_images_id_is_unique unique (id),
  constraint reference_is_1_to_1000_characters check (length(btrim(reference)) between 1 and 1000),
  constraint reference_is_a_path_or_an_https_address check (
    reference ~ '^https://[^[:space:]<>"\\]+$'
    or reference !~ '[:<>"\\?#[:cntrl:]]|^[/[:space:]]|(^|/)\.\.?(/|$)'),
  constraint alt_is_up_to_300_characters check (length(alt_nl) <= 300 and length(alt_en) <= 300)
);
create index event_images_event_idx on events.event_images (org_id, event_id, sort_order);
alter table events.event_images enable row level security;
comment on table events.event_images is 'Images of an event page. The files are kept elsewhere.';
comment on column events.event_images.reference is 'A path in Supabase Storage or an https address.';

-- sql/50_events/1_tables/event_settings.sql
-- requires: events
--
-- The rules of one event: made with it, changed by staff with events.manage through the view
-- public.event_settings. An order reads them when it is placed and keeps what concerns it.

create table events.event_settings (
  org_id uuid not null,
  event_id uuid not null,
  hold_minutes integer not null default 15,
  vat_rate integer not null default 900,
  edits_close_at timestamptz,
  transfers_allowed boolean not null default false,
  transfers_close_at timestamptz,
  transfer_fee integer not null default 0,
  transfers_per_ticket integer,
  waitlist_is_open boolean not null default false,
  waitlist_offer_minutes integer not null default 1440,
  waitlist_max_quantity integer not null default 4,
  service_fee_rate integer not null default 0,
  service_fee_minimum integer not null default 0,
  service_fee_maximum integer,
  service_fee_vat_rate integer not null default 2100,
  required_profile_fields text[] not null default '{}',
  bibs_assigned_on events.bib_moment not null default 'command',
  teams_close_at timestamptz,
  terms_nl text,
  terms_en text,
  terms_version integer not null default 0,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  constraint event_settings_pkey primary key (org_id, event_id),
  constraint event_settings_event_fkey foreign key (org_id, event_id)
    references events.events (org_id, id),
  constraint moments_are_from_2000_to_2200 check (
    edits_close_at between '2000-01-01 00:00Z' and '2200-01-01 00:00Z'
    and transfers_close_at between '2000-01-01 00:00Z' and '2200-01-01 00:00Z'
    and teams_close_at between '2000-01-01 00:00Z' and '2200-01-01 00:00Z'),
  constraint hold_is_5_minutes_to_a_day check (hold_minutes between 5 and 1440),
  constraint vat_rates_are_0_to_100_percent
    check (vat_rate between 0 and 10000 and service_fee_vat_rate between 0 and 10000),
  constraint transfer_fee_is_0_to_500_euros check (transfer_fee between 0 and 50000),
  constraint transfers_per_ticket_is_positive check (transfers_per_ticket >= 1),
  constraint waitlist_offer_is_10_minutes_to_2_weeks
    check (waitlist_offer_minutes between 10 and 20160),
  constraint waitlist_max_quantity_is_1_to_100 check (waitlist_max_quantity between 1 and 100),
  constraint service_fee_rate_is_0_to_100_percent check (service_fee_rate between 0 and 10000),
  constraint service_fee_minimum_is_not_negative
    check (service_fee_minimum between 0 and 100000),
  constraint service_fee_maximum_is_not_below_minimum
    check (service_fee_maximum between service_fee_minimum and 100000),
  constraint required_profile_fields_are_known check (
    required_profile_fields <@ array[
      'email', 'phone', 'birth_date', 'gender', 'nationality', 'city', 'club', 'emergency_contact']
  ),
  constraint terms_are_up_to_50000_characters
    check (length(terms_nl) <= 50000 and length(terms_en) <= 50000)
);
alter table events.event_settings enable row level security;
comment on table events.event_settings is 'The rules of an event. Amounts in cents, rates in basis points.';
comment on column events.event_settings.hold_minutes is
  'How long an order holds its places while it is not paid.';
comment on column events.event_settings.vat_rate is
  'For ticket types made without a rate of their own.';
comment on column events.event_settings.edits_close_at is
  'Until when participants change their own data; null: until the event starts.';
comment on column events.event_settings.transfers_close_at is
  'Until when tickets are handed on; null: until the event starts.';
comment on column events.event_settings.transfers_per_ticket is
  'How often one ticket can be handed on; null: any number of times.';
comment on column events.event_settings.service_fee_rate is
  'Of what the tickets and products of an order cost after discount; once per order, VAT included.';
comment on column events.event_settings.required_profile_fields is
  'What every participant must give beside a name.';
comment on column events.event_settings.teams_close_at is
  'Until when teams can be joined; null: until the event starts.';
comment on column events.event_settings.terms_version is
  'Counts the changes of the terms. There are none to accept while both texts are null.';

-- sql/50_events/1_tables/ticket_types.sql
-- requires: capacity_pools
--
-- What an event sells: a start in a distance. Staff with events.manage write it through the view
-- public.ticket_types; orders keep a copy of name, price and VAT, so changes never touch a sale.

create table events.ticket_types (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  event_id uuid not null,
  name text not null,
  description text,
  price integer not null,
  currency text not null default 'EUR',
  vat_rate integer not null,
  capacity integer,
  sales_start timestamptz,
  sales_end timestamptz,
  min_per_order integer not null default 1,
  max_per_order integer not null default 10,
  min_age integer,
  max_age integer,
  requires_licence boolean not null default false,
  licence_pattern text,
  team_min integer,
  team_max integer,
  sort_order integer not null default 0,
  is_active boolean not null default true,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  deleted_at timestamptz,
  constraint ticket_types_pkey primary key (org_id, id),
  constraint ticket_types_event_fkey foreign key (org_id, event_id)
    references events.events (org_id, id),
  constraint ticket_types_id_is_unique unique (id),
  constraint name_is_1_to_100_characters check (length(btrim(name)) between 1 and 100),
  constraint name_is_one_line check (name !~ '[[:cntrl:]]'),
  constraint description_is_up_to_2000_characters check (length(description) <= 2000),
  constraint price_is_0_to_50000_euros check (price between 0 and 5000000),
  constraint currency_is_euro check (currency = 'EUR'),
  constraint vat_rate_is_0_to_100_percent check (vat_rate between 0 and 10000),
  constraint capacity_is_0_to_a_million check (capacity between 0 and 1000000),
  constraint sales_end_is_after_sales_start check (sales_end > sales_start),
  constraint moments_are_from_2000_to_2200 check (
    sales_start between '2000-01-01 00:00Z' and '2200-01-01 00:00Z'
    and sales_end between '2000-01-01 00:00Z' and '2200-01-01 00:00Z'),
  constraint min_per_order_is_positive check (min_per_order >= 1),
  constraint ages_are_0_to_120
    check (
      min_age between 0 and 120 and max_age between 0 and 120
      and max_age >= coalesce(min_age, 0)
    ),
  constraint licence_pattern_is_up_to_200_characters check (length(licence_pattern) <= 200),
  constraint team_has_both_sizes check ((team_min is null) = (team_max is null)),
  constraint team_has_1_to_100_members
    check (team_min >= 1 and team_max between greatest(team_min, 2) and 100),
  constraint max_per_order_is_min_to_100 check (max_per_order between min_per_order and 100)
);
create index ticket_types_event_idx on events.ticket_types (org_id, event_id, sort_order);
alter table events.ticket_types enable row level security;
comment on table events.ticket_types is 'What an event sells. Prices in cents, VAT included.';
comment on column events.ticket_types.price is 'Cents, VAT included; 0 is free.';
comment on column events.ticket_types.vat_rate is 'Basis points: 900 is 9 %. That of the event''s settings when left out.';
comment on column events.ticket_types.capacity is 'Places; null is unlimited. Never below what is sold and held.';
comment on column events.ticket_types.min_age is 'In years on race day, the day on which the event starts there.';
comment on column events.ticket_types.licence_pattern is
  'A regular expression that a licence number must match; null: any will do.';
comment on column events.ticket_types.team_max is
  'One ticket is one team of team_min to team_max people; null: one person.';
comment on column events.ticket_types.sales_start is 'From when it is sold; null: once the event is published.';
comment on column events.ticket_types.sales_end is 'Until when it is sold; null: until the event starts.';

-- Which pools a ticket type draws on. Its own pool has the ticket type's id.
create table events.ticket_type_pools (
  org_id uuid not null,
  ticket_type_id uuid not null,
  pool_id uuid not null,
  constraint ticket_type_pools_pkey primary key (org_id, ticket_type_id, pool_id),
  constraint ticket_type_pools_ticket_type_fkey foreign key (org_id, ticket_type_id)
    references events.ticket_types (org_id, id),
  constraint ticket_type_pools_pool_fkey foreign key (org_id, pool_id)
    references events.capacity_pools (org_id, id)
);
create index ticket_type_pools_pool_idx on events.ticket_type_pools (org_id, pool_id);
alter table events.ticket_type_pools enable row level security;
comment on table events.ticket_type_pools is 'The pools that each ticket type draws on.';

-- sql/50_events/1_tables/price_tiers.sql
-- requires: ticket_types
--
-- A price of a ticket type for a time, a quantity, or both. The first in order that is open and has
-- room for a whole line is what the line costs; without one it costs the ticket type's price. Its
-- pool has its id. Written by staff with events.manage through the view public.price_tiers.

create table events.price_tiers (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  ticket_type_id uuid not null,
  name text not null,
  price integer not null,
  starts_at timestamptz,
  ends_at timestamptz,
  capacity integer,
  sort_order integer not null default 0,
  is_active boolean not null default true,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  deleted_at timestamptz,
  constraint price_tiers_pkey primary key (org_id, id),
  constraint price_tiers_ticket_type_fkey foreign key (org_id, ticket_type_id)
    references events.ticket_types (org_id, id),
  constraint price_tiers_id_is_unique unique (id),
  constraint name_is_1_to_100_characters check (length(btrim(name)) between 1 and 100),
  constraint name_is_one_line check (name !~ '[[:cntrl:]]'),
  constraint price_is_0_to_50000_euros check (price between 0 and 5000000),
  constraint moments_are_from_2000_to_2200 check (
    starts_at between '2000-01-01 00:00Z' and '2200-01-01 00:00Z'
    and ends_at between '2000-01-01 00:00Z' and '2200-01-01 00:00Z'),
  constraint capacity_is_0_to_a_million check (capacity between 0 and 1000000),
  constraint tier_ends_after_it_starts check (ends_at > starts_at)
);
create index price_tiers_ticket_type_idx on events.price_tiers (org_id, ticket_type_id, sort_order);
alter table events.price_tiers enable row level security;
comment on table events.price_tiers is 'Prices of ticket types by date and by quantity. Cents, VAT included.';
comment on column events.price_tiers.capacity is 'How many are sold at this price; null: any number.';

-- sql/50_events/1_tables/products.sql
-- requires: ticket_types
--
-- What is sold beside a start: a shirt, parking, an engraving. Sold with each ticket (of one type,
-- or of all) or once per order. The stock of a product and that of each variant are pools with
-- their ids. Written by staff with events.manage through the views of the same names.

create table events.products (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  event_id uuid not null,
  ticket_type_id uuid,
  scope events.product_scope not null default 'ticket',
  name text not null,
  description text,
  price integer not null,
  vat_rate integer not null default 2100,
  capacity integer,
  is_required boolean not null default false,
  max_quantity integer not null default 1,
  personalisation_label text,
  personalisation_max_length integer,
  sort_order integer not null default 0,
  is_active boolean not null default true,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  deleted_at timestamptz,
  constraint products_pkey primary key (org_id, id),
  constraint products_event_fkey foreign key (org_id, event_id)
    references events.events (org_id, id),
  constraint products_ticket_type_fkey foreign key (org_id, ticket_type_id)
    references events.ticket_types (org_id, id),
  constraint products_id_is_unique unique (id),
  constraint name_is_1_to_100_characters check (length(btrim(name)) between 1 and 100),
  constraint name_is_one_line check (name !~ '[[:cntrl:]]'),
  constraint description_is_up_to_2000_characters check (length(description) <= 2000),
  constraint price_is_0_to_50000_euros check (price between 0 and 5000000),
  constraint vat_rate_is_0_to_100_percent check (vat_rate between 0 and 10000),
  constraint capacity_is_0_to_a_million check (capacity between 0 and 1000000),
  constraint max_quantity_is_1_to_100 check (max_quantity between 1 and 100),
  constraint product_of_an_order_has_no_ticket_type
    check (scope = 'ticket' or ticket_type_id is null),
  constraint personalisation_has_a_label_and_a_length
    check ((personalisation_label is null) = (personalisation_max_length is null)),
  constraint personalisation_label_is_1_to_100_characters
    check (length(btrim(personalisation_label)) between 1 and 100),
  constraint personalisation_label_is_one_line check (personalisation_label !~ '[[:cntrl:]]'),
  constraint personalisation_length_is_1_to_200 check (personalisation_max_length between 1 and 200)
);
create index products_event_idx on events.products (org_id, event_id, sort_order);
create index products_ticket_type_idx on events.products (org_id, ticket_type_id);
alter table events.products enable row level security;
comment on table events.products is 'What is sold beside starts. Cents, VAT included.';
comment on column events.products.ticket_type_id is 'The ticket type that it is sold with; null: all of them.';
comment on column events.products.max_quantity is 'How many per ticket, or per order.';
comment on column events.products.is_required is 'Each ticket (or order) must have at least one.';
comment on column events.products.personalisation_label is 'What to ask for, e.g. the name to engrave; null: nothing.';

create table events.product_variants (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  product_id uuid not null,
  name text not null,
  price integer,
  capacity integer,
  sort_order integer not null default 0,
  is_active boolean not null default true,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  deleted_at timestamptz,
  constraint product_variants_pkey primary key (org_id, id),
  constraint product_variants_product_fkey foreign key (org_id, product_id)
    references events.products (org_id, id),
  constraint product_variants_id_is_unique unique (id),
  constraint name_is_1_to_100_characters check (length(btrim(name)) between 1 and 100),
  constraint name_is_one_line check (name !~ '[[:cntrl:]]'),
  constraint price_is_0_to_50000_euros check (price between 0 and 5000000),
  constraint capacity_is_0_to_a_million check (capacity between 0 and 1000000)
);
create index product_variants_product_idx
  on events.product_variants (org_id, product_id, sort_order);
alter table events.product_variants enable row level security;
comment on table events.product_variants is 'Sizes, colours and other kinds of a product.';
comment on column events.product_variants.price is 'Cents, VAT included; null: the product''s price.';

-- sql/50_events/1_tables/promo_codes.sql
-- requires: ticket_types
--
-- A discount for whoever knows its code: a percentage or an amount, per order or per ticket. Its
-- uses are a pool with its id, so a hold counts. Written by staff with events.manage through the
-- views of the same names.

create table events.promo_codes (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  event_id uuid not null,
  code text not null,
  kind events.discount_kind not null,
  value integer not null,
  scope events.discount_scope not null default 'order',
  max_uses integer,
  starts_at timestamptz,
  ends_at timestamptz,
  is_active boolean not null default true,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  deleted_at timestamptz,
  constraint promo_codes_pkey primary key (org_id, id),
  constraint promo_codes_event_fkey foreign key (org_id, event_id)
    references events.events (org_id, id),
  constraint promo_codes_id_is_unique unique (id),
  constraint code_is_3_to_40_letters_and_digits check (code ~ '^[A-Z0-9][A-Z0-9_-]{2,39}$'),
  constraint value_is_positive check (value > 0),
  constraint percentage_is_up_to_100 check (kind <> 'percentage' or value <= 10000),
  constraint amount_is_up_to_50000_euros check (value <= 5000000),
  constraint max_uses_is_1_to_a_million check (max_uses between 1 and 1000000),
  constraint moments_are_from_2000_to_2200 check (
    starts_at between '2000-01-01 00:00Z' and '2200-01-01 00:00Z'
    and ends_at between '2000-01-01 00:00Z' and '2200-01-01 00:00Z'),
  constraint code_ends_after_it_starts check (ends_at > starts_at)
);
create unique index promo_codes_code_key on events.promo_codes (org_id, event_id, code)
  where deleted_at is null;
create index promo_codes_event_idx on events.promo_codes (org_id, event_id);
alter table events.promo_codes enable row level security;
comment on table events.promo_codes is 'Discounts for whoever knows the code.';
comment on column events.promo_codes.code is 'Kept in capitals; buyers may type it as they like.';
comment on column events.promo_codes.value is 'Basis points of a percentage, cents of an amount.';
comment on column events.promo_codes.scope is
  'order: once off what its tickets cost, one use; ticket: off each ticket, a use for each.';
comment on column events.promo_codes.max_uses is 'null: any number.';

-- The ticket types that a code is for; none: all of the event.
create table events.promo_code_ticket_types (
  org_id uuid not null,
  promo_code_id uuid not null,
  ticket_type_id uuid not null,
  constraint promo_code_ticket_types_pkey primary key (org_id, promo_code_id, ticket_type_id),
  constraint promo_code_ticket_types_promo_code_fkey foreign key (org_id, promo_code_id)
    references events.promo_codes (org_id, id),
  constraint promo_code_ticket_types_ticket_type_fkey foreign key (org_id, ticket_type_id)
    references events.ticket_types (org_id, id)
);
create index promo_code_ticket_types_ticket_type_idx
  on events.promo_code_ticket_types (org_id, ticket_type_id);
alter table events.promo_code_ticket_types enable row level security;
comment on table events.promo_code_ticket_types is 'The ticket types that a promo code is for; none: all.';

-- sql/50_events/1_tables/questions.sql
-- requires: ticket_types
--
-- What an organiser asks of each participant, of one ticket type or of all. A change of a question
-- is a new version, so that an answer keeps the question that it answered. Written by
-- events.save_question().

create table events.questions (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  event_id uuid not null,
  ticket_type_id uuid,
  version integer not null default 1,
  sort_order integer not null default 0,
  is_active boolean not null default true,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  deleted_at timestamptz,
  constraint questions_pkey primary key (org_id, id),
  constraint questions_event_fkey foreign key (org_id, event_id)
    references events.events (org_id, id),
  constraint questions_ticket_type_fkey foreign key (org_id, ticket_type_id)
    references events.ticket_types (org_id, id),
  constraint questions_id_is_unique unique (id),
  constraint version_is_positive check (version >= 1)
);
create index questions_event_idx on events.questions (org_id, event_id, sort_order);
create index questions_ticket_type_idx on events.questions (org_id, ticket_type_id);
alter table events.questions enable row level security;
comment on table events.questions is 'Questions to participants. What they ask is in question_versions.';
comment on column events.questions.version is 'The version that is asked now.';

create table events.question_versions (
  org_id uuid not null,
  question_id uuid not null,
  version integer not null,
  kind events.question_kind not null,
  label_nl text,
  label_en text,
  help_nl text,
  help_en text,
  is_required boolean not null default false,
  options jsonb,
  rules jsonb not null default '{}',
  condition jsonb,
  created_at timestamptz not null default core.clock(),
  constraint question_versions_pkey primary key (org_id, question_id, version),
  constraint question_versions_question_fkey foreign key (org_id, question_id)
    references events.questions (org_id, id),
  constraint there_is_a_label check (coalesce(label_nl, label_en) is not null),
  constraint label_is_1_to_300_characters
    check (length(btrim(label_nl)) between 1 and 300 and length(btrim(label_en)) between 1 and 300),
  constraint help_is_up_to_1000_characters
    check (length(help_nl) <= 1000 and length(help_en) <= 1000),
  constraint choices_have_options
    check ((kind in ('choice', 'multiple_choice')) = (options is not null))
);
alter table events.question_versions enable row level security;
comment on table events.question_versions is 'What a question asked, and how its answer is checked.';
comment on column events.question_versions.options is
  'Of choices: [{"value": text, "label_nl": text, "label_en": text}], in order.';
comment on column events.question_versions.rules is
  '{"min", "max"} for number and date, {"max_length"} for text, {"max_choices"} for multiple_choice.';
comment on column events.question_versions.condition is
  '{"question_id": uuid, "any_of": [values]}: asked only when that answer is one of these.';

create type events.asked_question as (
  id uuid,
  key text,
  version integer,
  ticket_type_id uuid,
  label text,
  kind events.question_kind,
  is_required boolean,
  options jsonb,
  rules jsonb,
  condition jsonb
);
comment on type events.asked_question is
  'A question in the version that is asked now; its key is the id as answers name it.';

create type events.read_answer as (value jsonb, reason text);
comment on type events.read_answer is
  'An answer as it is kept, or null when there is none; or the reason why it is not valid.';

-- sql/50_events/1_tables/waivers.sql
-- requires: events
--
-- The statement that participants of an event accept, one row per version. What a version says is
-- never changed, so that who accepted one keeps it. The newest is asked for, unless it is
-- withdrawn. Written by events.publish_waiver() and events.withdraw_waiver().

create table events.waivers (
  org_id uuid not null,
  event_id uuid not null,
  version integer not null,
  text_nl text,
  text_en text,
  guardian_below_age integer not null default 18,
  created_at timestamptz not null default core.clock(),
  withdrawn_at timestamptz,
  constraint waivers_pkey primary key (org_id, event_id, version),
  constraint waivers_event_fkey foreign key (org_id, event_id)
    references events.events (org_id, id),
  constraint version_is_positive check (version >= 1),
  constraint there_is_a_text check (coalesce(text_nl, text_en) is not null),
  constraint text_is_1_to_50000_characters
    check (
      length(btrim(text_nl)) between 1 and 50000 and length(btrim(text_en)) between 1 and 50000
    ),
  constraint guardian_below_age_is_0_to_21 check (guardian_below_age between 0 and 21)
);
alter table events.waivers enable row level security;
comment on table events.waivers is 'What participants accept, in all its versions.';
comment on column events.waivers.guardian_below_age is
  'Whoever is younger on race day needs the acceptance of a guardian.';
comment on column events.waivers.withdrawn_at is
  'Since when the event asks for none; it counts on the newest version.';

-- sql/50_events/1_tables/waves.sql
-- requires: ticket_types
--
-- A group that starts together, with a time and a limit of its own. Its pool has its id. Written by
-- staff with events.manage through the views of the same names.

create table events.waves (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  event_id uuid not null,
  name text not null,
  starts_at timestamptz not null,
  capacity integer,
  sort_order integer not null default 0,
  is_active boolean not null default true,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  deleted_at timestamptz,
  constraint waves_pkey primary key (org_id, id),
  constraint waves_event_fkey foreign key (org_id, event_id)
    references events.events (org_id, id),
  constraint waves_id_is_unique unique (id),
  constraint moments_are_from_2000_to_2200 check (
    starts_at between '2000-01-01 00:00Z' and '2200-01-01 00:00Z'),
  constraint name_is_1_to_100_characters check (length(btrim(name)) between 1 and 100),
  constraint name_is_one_line check (name !~ '[[:cntrl:]]'),
  constraint capacity_is_0_to_a_million check (capacity between 0 and 1000000)
);
create index waves_event_idx on events.waves (org_id, event_id, starts_at);
alter table events.waves enable row level security;
comment on table events.waves is 'Start waves: who starts together, when, and how many fit.';

-- The ticket types that start in a wave. One with waves asks its buyers to choose.
create table events.wave_ticket_types (
  org_id uuid not null,
  wave_id uuid not null,
  ticket_type_id uuid not null,
  constraint wave_ticket_types_pkey primary key (org_id, wave_id, ticket_type_id),
  constraint wave_ticket_types_wave_fkey foreign key (org_id, wave_id)
    references events.waves (org_id, id),
  constraint wave_ticket_types_ticket_type_fkey foreign key (org_id, ticket_type_id)
    references events.ticket_types (org_id, id)
);
create index wave_ticket_types_ticket_type_idx
  on events.wave_ticket_types (org_id, ticket_type_id);
alter table events.wave_ticket_types enable row level security;
comment on table events.wave_ticket_types is 'The ticket types that start in each wave.';

-- sql/50_events/2_functions/asked_questions.sql
-- What an event asks of its participants now, in order: of one ticket type, or with null of all. A
-- place in this order is what the condition of a question may look back from.
create or replace function events.asked_questions(
  p_org_id uuid,
  p_event_id uuid,
  p_ticket_type_id uuid
)
  returns events.asked_question[]
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return array(
    select row(
      q.id, q.id::text, q.version, q.ticket_type_id, coalesce(v.label_en, v.label_nl), v.kind,
      v.is_required, v.options, v.rules, v.condition)::events.asked_question
    from events.questions as q
    inner join events.question_versions as v
      on v.org_id = q.org_id and v.question_id = q.id and v.version = q.version
    where q.org_id = p_org_id
      and q.event_id = p_event_id
      and q.is_active
      and q.deleted_at is null
      and (
        q.ticket_type_id is null or p_ticket_type_id is null or q.ticket_type_id = p_ticket_type_id
      )
    order by q.sort_order, q.id
  );
end
$$;
revoke all on function events.asked_questions(uuid, uuid, uuid) from public;

-- sql/50_events/2_functions/broken_conditions.sql
-- The questions of an event whose condition cannot be: it must look at an answer given before, to a
-- question that whoever is asked this one is asked as well, and for what can be answered there. So
-- conditions go round in no circles. What is asked nobody at present may still look at what is
-- asked nobody, but not at what is gone.
create or replace function events.broken_conditions(p_org_id uuid, p_event_id uuid)
  returns table (question_id uuid, depends_on uuid, label text, reason text)
  language sql
  stable
  security definer
  set search_path = ''
as $$
  with question as (
    select
      q.id, q.ticket_type_id, q.is_active, q.deleted_at, v.kind, v.options, v.rules, v.condition,
      coalesce(v.label_en, v.label_nl) as label,
      row_number() over (order by q.sort_order, q.id) as place
    from events.questions as q
    inner join events.question_versions as v
      on v.org_id = q.org_id and v.question_id = q.id and v.version = q.version
    where q.org_id = p_org_id and q.event_id = p_event_id
  )
  select b.id, b.depends_on, b.label, b.reason
  from (
    select d.id, (d.condition ->> 'question_id')::uuid as depends_on, d.label, case
      when n.id is null then 'there is no such question at this event'
      when n.deleted_at is not null or not n.is_active
        then format('"%s" is not asked any more', n.label)
      when n.id = d.id then 'a question cannot depend on itself'
      when n.place > d.place then format('"%s" is asked after "%s"', n.label, d.label)
      when n.ticket_type_id <> d.ticket_type_id
        or (n.ticket_type_id is not null and d.ticket_type_id is null)
        then format('"%s" is asked of one ticket type only, "%s" of others too', n.label, d.label)
      else (
        select format('%s is no answer to "%s"', a.value, n.label)
        from jsonb_array_elements(d.condition -> 'any_of') as a (value)
        cross join lateral (
          select case n.kind when 'multiple_choice' then jsonb_build_array(a.value) else a.value end
        ) as g (given)
        cross join lateral events.read_answer(n.kind, n.options, n.rules, g.given) as r
        where r.value is distinct from g.given
        limit 1
      )
    end as reason
    from question as d
    left join question as n on n.id = (d.condition ->> 'question_id')::uuid
    where d.condition is not null
      and d.deleted_at is null
      and (d.is_active or n.id is null or n.deleted_at is not null)
  ) as b
  where b.reason is not null
$$;
revoke all on function events.broken_conditions(uuid, uuid) from public;

-- sql/50_events/2_functions/cancel_event.sql
-- Calls an event off; nothing can be bought any more. For staff with events.manage. Returns
-- {event_id, status}.
create or replace function events.cancel_event(p_event_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  return events.move_event(events.lock_event(p_event_id), 'cancelled');
end
$$;
revoke all on function events.cancel_event(uuid) from public;
grant execute on function events.cancel_event(uuid) to authenticated;

-- sql/50_events/2_functions/claim_capacity.sql
-- Takes `p_quantity` places from a pool, exactly to the last seat; false when they are not there.
-- Call it as the last statements before commit, pools in ascending id: the lane stays locked until
-- then.
--
-- With many lanes the try takes a lane that nobody else holds: the one of this backend, or else
-- any. It stands in a block of its own, because a row lock taken by a miss must not survive it:
-- waiting for all lanes afterwards while holding one would deadlock. Sold out is answered without
-- any lock, since a sum that is too small in the snapshot proves that what is committed does not
-- suffice. What remains is exact: all lanes locked in order, and spread anew, or gathered into one
-- lane when the end is near.
create or replace function events.claim_capacity(p_org_id uuid, p_pool_id uuid, p_quantity integer)
  returns boolean
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_lanes integer;
  v_own integer;
  v_lane smallint;
  v_left bigint;
begin
  select p.lanes into strict v_lanes
  from events.capacity_pools as p
  where p.org_id = p_org_id and p.id = p_pool_id;
  if v_lanes = 1 then
    update events.capacity_lanes as l
    set remaining = l.remaining - p_quantity
    where l.org_id = p_org_id and l.pool_id = p_pool_id and l.lane = 0
      and l.remaining >= p_quantity;
    if found then
      return true;
    end if;
  else
    v_own := pg_backend_pid() & (v_lanes - 1);
    begin
      update events.capacity_lanes as l
      set remaining = l.remaining - p_quantity
      where l.org_id = p_org_id and l.pool_id = p_pool_id and l.lane = (
          select o.lane
          from events.capacity_lanes as o
          where o.org_id = p_org_id and o.pool_id = p_pool_id and o.lane = v_own
            and o.remaining >= p_quantity
          for no key update skip locked
        );
      if not found then
        select l.lane into v_lane
        from events.capacity_lanes as l
        where l.org_id = p_org_id and l.pool_id = p_pool_id and l.remaining >= p_quantity
        order by (l.lane - v_own) & (v_lanes - 1)
        limit 1
        for no key update skip locked;
        if not found then
          raise sqlstate 'EN001';
        end if;
        update events.capacity_lanes as l
        set remaining = l.remaining - p_quantity
        where l.org_id = p_org_id and l.pool_id = p_pool_id and l.lane = v_lane;
      end if;
      return true;
    exception when sqlstate 'EN001' then
      null;
    end;
  end if;

  if events.remaining_capacity(p_org_id, p_pool_id) < p_quantity then
    return false;
  end if;
  v_left := events.lock_lanes(p_org_id, p_pool_id) - p_quantity;
  if v_left < 0 then
    return false;
  end if;
  perform events.spread_capacity(p_org_id, p_pool_id, v_left);
  return true;
end
$$;
revoke all on function events.claim_capacity(uuid, uuid, integer) from public;

-- sql/50_events/2_functions/close_event.sql
-- Ends the sale of a published event for good. For staff with events.manage. Returns
-- {event_id, status}.
create or replace function events.close_event(p_event_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  return events.move_event(events.lock_event(p_event_id), 'closed');
end
$$;
revoke all on function events.close_event(uuid) from public;
grant execute on function events.close_event(uuid) to authenticated;

-- sql/50_events/2_functions/condition_holds.sql
-- Whether a question with this condition is asked, given the answers so far by question id. A
-- question that was not answered, or not asked itself, fulfils no condition.
create or replace function events.condition_holds(p_condition jsonb, p_answers jsonb)
  returns boolean
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
declare
  v_answer jsonb := p_answers -> (p_condition ->> 'question_id');
begin
  if jsonb_typeof(v_answer) = 'array' then
    return exists (
      select from jsonb_array_elements(v_answer) as a (value)
      where p_condition -> 'any_of' @> a.value);
  end if;
  return coalesce(p_condition -> 'any_of' @> v_answer, false);
end
$$;
revoke all on function events.condition_holds(jsonb, jsonb) from public;

-- sql/50_events/2_functions/copied.sql
-- A row of what is being duplicated, as its copy has it: ids of what is copied too are the new
-- ones, and its moments, the columns `p_moments`, have moved.
create or replace function events.copied(p_copy events.copy, p_row jsonb, p_moments text[])
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select jsonb_object_agg(c.key, case
      when c.key in ('created_at', 'updated_at') then to_jsonb(core.clock())
      when c.key = any (p_moments) then coalesce(to_jsonb(events.shifted(
        (c.value #>> '{}')::timestamptz, p_copy.distance, p_copy.time_zone)), 'null')
      else coalesce(p_copy.ids -> (c.value #>> '{}'), c.value)
    end)
    from jsonb_each(p_row) as c
  );
end
$$;
revoke all on function events.copied(events.copy, jsonb, text[]) from public;

-- sql/50_events/2_functions/copy_event.sql
-- The draft itself, with its settings: the first step of duplicating an event. The slug is made
-- anew.
create or replace function events.copy_event(
  p_copy events.copy,
  p_starts_at timestamptz,
  p_title text
)
  returns events.events
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_event events.events;
  v_columns text;
begin
  select n.* into strict v_event
  from events.events as e
  cross join lateral jsonb_populate_record(
    null::events.events,
    events.copied(p_copy, to_jsonb(e), events.moments('events.events')) || jsonb_build_object(
      'title', coalesce(p_title, e.title), 'slug', null, 'starts_at', p_starts_at,
      'status', 'draft', 'published_at', null, 'closed_at', null, 'cancelled_at', null)
  ) as n
  where e.org_id = p_copy.org_id and e.id = p_copy.event_id;
  insert into events.events select v_event.* returning * into v_event;

  -- The settings were made with the event; they become those of the old one.
  select string_agg(quote_ident(a.attname), ', ') into v_columns
  from pg_catalog.pg_attribute as a
  where a.attrelid = 'events.event_settings'::regclass and a.attnum > 0 and not a.attisdropped;
  execute format(
    'update events.event_settings as n set (%1$s) = ('
    '  select %1$s from jsonb_populate_record(null::events.event_settings, $1)) '
    'where n.org_id = $2 and n.event_id = $3', v_columns)
  using (
      select events.copied(p_copy, to_jsonb(s), events.moments('events.event_settings'))
      from events.event_settings as s
      where s.org_id = p_copy.org_id and s.event_id = p_copy.event_id
    ), p_copy.org_id, p_copy.new_event_id;
  return v_event;
end
$$;
revoke all on function events.copy_event(events.copy, timestamptz, text) from public;

-- sql/50_events/2_functions/copy_pools.sql
-- The pools that ticket types of an event share, with all their places: a step of duplicating it.
-- The pools of whatever else has a limit are made with it.
create or replace function events.copy_pools(p_copy events.copy)
  returns events.copy
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_pool events.capacity_pools;
begin
  for v_pool in
    select p.* from events.capacity_pools as p
    where p.org_id = p_copy.org_id and p.event_id = p_copy.event_id and p.name is not null
  loop
    p_copy.ids := p_copy.ids || jsonb_build_object(v_pool.id, core.new_id());
    insert into events.capacity_pools (org_id, id, event_id, name, capacity)
    values (
      p_copy.org_id, (p_copy.ids ->> v_pool.id::text)::uuid, p_copy.new_event_id, v_pool.name,
      v_pool.capacity);
  end loop;
  return p_copy;
end
$$;
revoke all on function events.copy_pools(events.copy) from public;

-- sql/50_events/2_functions/copy_questions.sql
-- The questions of an event as they are asked now, which is version 1 of the copies: a step of
-- duplicating it. A question that is never asked, because its condition is about one that was
-- deleted, is not asked of the copy either.
create or replace function events.copy_questions(p_copy events.copy)
  returns events.copy
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  p_copy := events.copy_rows(p_copy, 'events.questions', 'event_id', '{"version": 1}');
  -- Questions with the same sort_order follow one another by their ids, which are new.
  update events.questions as n
  set sort_order = p.place
  from (
    select q.id, row_number() over (order by q.sort_order, q.id) as place
    from events.questions as q
    where q.org_id = p_copy.org_id and q.event_id = p_copy.event_id
  ) as p
  where n.org_id = p_copy.org_id and n.id = (p_copy.ids ->> p.id::text)::uuid;
  insert into events.question_versions
  select n.*
  from events.questions as q
  join events.question_versions as v
    on v.org_id = q.org_id and v.question_id = q.id and v.version = q.version
  cross join lateral jsonb_populate_record(
    null::events.question_versions,
    events.copied(p_copy, to_jsonb(v), '{}') || jsonb_build_object(
      'version', 1,
      'condition', jsonb_set(
        v.condition, '{question_id}',
        coalesce(p_copy.ids -> (v.condition ->> 'question_id'), v.condition -> 'question_id')))
  ) as n
  where q.org_id = p_copy.org_id and q.event_id = p_copy.event_id and p_copy.ids ? q.id::text;
  return p_copy;
end
$$;
revoke all on function events.copy_questions(events.copy) from public;

-- sql/50_events/2_functions/copy_rows.sql
-- Copies the rows of a table that belong to what is being duplicated by their column `p_parent`:
-- new ids, moments moved, `p_changes` made, and without what is deleted or refers to something that
-- is not copied. Returns the copy with the new ids added, for what refers to these rows in turn.
-- What a trigger has made already stays: the own pool of a ticket type.
create or replace function events.copy_rows(
  p_copy events.copy,
  p_table text,
  p_parent text,
  p_changes jsonb default '{}'
)
  returns events.copy
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_old uuid[] := array(select k::uuid from jsonb_object_keys(p_copy.ids) as k);
  v_columns text[];
  v_rows text;
  v_ids jsonb;
begin
  select array_agg(a.attname::text) into v_columns
  from pg_catalog.pg_attribute as a
  where a.attrelid = p_table::regclass and a.attnum > 0 and not a.attisdropped;
  v_rows := format(
    '%s as r where r.org_id = $1 and r.%I = any ($2) and not events.refers_elsewhere($3, to_jsonb(r))',
    p_table::regclass, p_parent);
  if 'deleted_at' = any (v_columns) then
    v_rows := v_rows || ' and r.deleted_at is null';
  end if;
  if 'id' = any (v_columns) then
    -- The new ids are in the order of the old ones: it decides where nothing else does.
    execute format(
      'with new as materialized (select core.new_id() as id from %1$s) '
      'select jsonb_object_agg(o.id, n.id) '
      'from (select r.id, row_number() over (order by r.id) as place from %1$s) as o '
      'join (select i.id, row_number() over (order by i.id) as place from new as i) as n '
      'using (place)', v_rows)
    into v_ids
    using p_copy.org_id, v_old, p_copy;
    p_copy.ids := p_copy.ids || coalesce(v_ids, '{}');
  end if;
  execute format(
    'insert into %1$s select n.* '
    'from (select events.copied($3, to_jsonb(r), $4) || $5 as new from %2$s) as c '
    'cross join lateral jsonb_populate_record(null::%1$s, c.new) as n on conflict do nothing',
    p_table::regclass, v_rows)
  using p_copy.org_id, v_old, p_copy, events.moments(p_table), p_changes;
  return p_copy;
end
$$;
revoke all on function events.copy_rows(events.copy, text, text, jsonb) from public;

-- sql/50_events/2_functions/copy_setup.sql
-- Everything that was set up for an event within this room, for its copy, which is there already: a
-- step of duplicating it. Returns the copy with all new ids.
create or replace function events.copy_setup(p_copy events.copy)
  returns events.copy
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_table record;
begin
  p_copy := events.copy_pools(p_copy);
  -- What is referred to comes before what refers to it.
  for v_table in
    select t.name, t.parent
    from (
      values
      (1, 'event_contents', 'event_id'),
      (2, 'faq_entries', 'event_id'),
      (3, 'event_images', 'event_id'),
      (4, 'ticket_types', 'event_id'),
      (5, 'ticket_type_pools', 'ticket_type_id'),
      (6, 'price_tiers', 'ticket_type_id'),
      (7, 'products', 'event_id'),
      (8, 'product_variants', 'product_id'),
      (9, 'promo_codes', 'event_id'),
      (10, 'promo_code_ticket_types', 'promo_code_id'),
      (11, 'waves', 'event_id'),
      (12, 'wave_ticket_types', 'wave_id')
    ) as t (step, name, parent)
    order by t.step
  loop
    p_copy := events.copy_rows(p_copy, 'events.' || v_table.name, v_table.parent);
  end loop;
  p_copy := events.copy_questions(p_copy);
  insert into events.waivers
  select n.*
  from events.current_waiver(p_copy.org_id, p_copy.event_id) as w
  cross join lateral jsonb_populate_record(
    null::events.waivers, events.copied(p_copy, to_jsonb(w), '{}') || '{"version": 1}') as n
  where w.version is not null;
  return p_copy;
end
$$;
revoke all on function events.copy_setup(events.copy) from public;

-- sql/50_events/2_functions/current_tier.sql
-- The price tier at which so many of a ticket type are sold together at a moment, as things stand
-- committed; a row of nulls when none applies, and the ticket type's own price does. The rule: the
-- first tier, by sort_order, price and id, that is open and has room for all of them.
-- NOTE: events.tiers_at() has the same rule for many ticket types at once. Orders ask here, line by
-- line, which takes two thirds of the time; a test holds the two together.
create or replace function events.current_tier(
  p_org_id uuid,
  p_ticket_type_id uuid,
  p_quantity integer,
  p_at timestamptz
)
  returns events.price_tiers
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_tier events.price_tiers;
begin
  select t.* into v_tier
  from events.price_tiers as t
  where t.org_id = p_org_id
    and t.ticket_type_id = p_ticket_type_id
    and t.is_active
    and t.deleted_at is null
    and (t.starts_at is null or t.starts_at <= p_at)
    and (t.ends_at is null or t.ends_at > p_at)
    and (t.capacity is null or p_quantity <= (
      select sum(l.remaining)
      from events.capacity_lanes as l
      where l.org_id = t.org_id and l.pool_id = t.id
    ))
  order by t.sort_order, t.price, t.id
  limit 1;
  return v_tier;
end
$$;
revoke all on function events.current_tier(uuid, uuid, integer, timestamptz) from public;

-- sql/50_events/2_functions/current_waiver.sql
-- The waiver that participants of an event must accept now; null when there is none.
create or replace function events.current_waiver(p_org_id uuid, p_event_id uuid)
  returns events.waivers
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_waiver events.waivers;
begin
  select w.* into v_waiver
  from events.waivers as w
  where w.org_id = p_org_id and w.event_id = p_event_id
  order by w.version desc
  limit 1;
  if v_waiver.withdrawn_at is not null then
    return null;
  end if;
  return v_waiver;
end
$$;
revoke all on function events.current_waiver(uuid, uuid) from public;

-- sql/50_events/2_functions/delete_question.sql
-- Deletes a question softly: it is asked no more, answers to it stay. For staff with events.manage.
-- Locks: event. Returns {question_id}. Raises missing_field, not_found, not_allowed,
-- question_is_needed.
create or replace function events.delete_question(p_question_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_question events.questions := events.lock_question(p_question_id);
begin
  update events.questions as q
  set deleted_at = core.clock()
  where q.org_id = v_question.org_id and q.id = v_question.id;
  perform events.guard_conditions(v_question.org_id, v_question.event_id, v_question.id);
  return jsonb_build_object('question_id', v_question.id);
end
$$;
revoke all on function events.delete_question(uuid) from public;
grant execute on function events.delete_question(uuid) to authenticated;

-- sql/50_events/2_functions/duplicate_event.sql
-- Copies an event with all that was set up for it, as a draft at another moment. For staff with
-- events.manage. Every moment moves by the same distance on the clocks there. What was sold,
-- entered or deleted is not copied. Not idempotent: called twice it makes two drafts, each with a
-- slug of its own. Returns {event_id, status, title, slug, starts_at, ends_at}. Raises
-- missing_field, invalid_field, not_found, not_allowed. Locks: the event.
create or replace function events.duplicate_event(
  p_event_id uuid,
  p_starts_at timestamptz,
  p_title text
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_event events.events := events.lock_event(p_event_id);
  v_zone text := v_event.time_zone;
  v_copy events.copy;
  v_function text;
begin
  if p_starts_at is null then
    perform core.fail('missing_field', jsonb_build_object('field', 'starts_at'));
  elsif abs(extract(epoch from p_starts_at - core.clock())) > 50 * 366 * 86400 then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'starts_at', 'reason', 'it is more than 50 years away'));
  end if;
  v_copy.org_id := v_event.org_id;
  v_copy.event_id := v_event.id;
  v_copy.new_event_id := core.new_id();
  v_copy.time_zone := v_zone;
  -- An event without a date has no distance; what it says of moments stays as it is.
  v_copy.distance := coalesce(
    (p_starts_at at time zone v_zone) - (v_event.starts_at at time zone v_zone), interval '0');
  v_copy.ids := jsonb_build_object(v_event.id, v_copy.new_event_id);
  v_event := events.copy_event(v_copy, p_starts_at, core.optional_text('title', p_title, 200));
  v_copy := events.copy_setup(v_copy);
  for v_function in select d.function from events.duplicators as d order by d.name loop
    execute format('select %s($1)', v_function) using v_copy;
  end loop;
  perform core.audit(v_event.org_id, 'event', v_event.id::text, 'event.duplicated', null,
    jsonb_build_object('from_event_id', p_event_id));
  return jsonb_build_object(
    'event_id', v_event.id, 'status', v_event.status, 'title', v_event.title, 'slug', v_event.slug,
    'starts_at', v_event.starts_at, 'ends_at', v_event.ends_at);
end
$$;
revoke all on function events.duplicate_event(uuid, timestamptz, text) from public;
grant execute on function events.duplicate_event(uuid, timestamptz, text) to authenticated;

-- sql/50_events/2_functions/event_page.sql
-- Everything that the page and the order form of a published event need, in one answer: by id, or
-- by the slugs of org and event; in a language, or the browser's. Raises event_not_found for
-- anything else, drafts included, and invalid_field for other languages. A `max_quantity` is what
-- one order (ticket, for products) can have now; how many are left or sold is the organiser's
-- business. A fixed number of queries, however much there is.
create or replace function events.event_page(
  p_event_id uuid,
  p_org_slug text,
  p_slug text,
  p_language text
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
  set plan_cache_mode = 'force_generic_plan'
as $$
declare
  v_language text := core.request_language(p_language);
  v_event events.events;
  v_org tenancy.orgs;
  v_rooms jsonb;
begin
  select e.* into v_event
  from events.events as e
  where e.id = coalesce(p_event_id, (
      select s.id
      from tenancy.orgs as o
      join events.events as s on s.org_id = o.id
      where o.slug = p_org_slug and s.slug = p_slug
    ))
    and e.deleted_at is null
    and e.status in ('published', 'closed', 'cancelled')
    and e.published_at is not null;
  if not found then
    perform core.fail('event_not_found', jsonb_build_object(
      'event_id', coalesce(p_event_id::text, p_slug)));
  end if;
  select o.* into strict v_org from tenancy.orgs as o where o.id = v_event.org_id;
  v_rooms := events.pool_rooms(v_event.org_id, v_event.id);
  return jsonb_build_object(
    'event_id', v_event.id,
    'org', jsonb_build_object('org_id', v_org.id, 'name', v_org.name, 'slug', v_org.slug),
    'slug', v_event.slug,
    'sport', v_event.sport,
    'location_name', v_event.location_name,
    'location_address', v_event.location_address,
    'time_zone', v_event.time_zone,
    'starts_at', v_event.starts_at,
    'ends_at', v_event.ends_at,
    'status', v_event.status,
    'settings', events.page_settings(v_event, v_language),
    'ticket_types', events.page_ticket_types(
      v_event, v_rooms, v_org.suspended_at is not null, core.clock()),
    'waves', events.page_waves(v_event, v_rooms),
    'products', events.page_products(v_event, v_rooms),
    'questions', events.page_questions(v_event, v_language),
    'waiver', events.page_waiver(v_event, v_language)
  ) || events.page_texts(v_event, v_language);
end
$$;
revoke all on function events.event_page(uuid, text, text, text) from public;
grant execute on function events.event_page(uuid, text, text, text)
  to anon, authenticated, service_role;

-- sql/50_events/2_functions/faults_of_price_tiers.sql
-- Active price tiers of an event that can never apply, in words: over already, outside the sale of
-- their ticket type, too few for the smallest order, or always behind another one.
create or replace function events.faults_of_price_tiers(p_event events.events)
  returns text[]
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return array(
    with tiers as (
      select p.id, p.ticket_type_id, p.name, p.capacity, p.ends_at,
        t.name as ticket_type, t.min_per_order, t.sales_start,
        coalesce(t.sales_end, p_event.starts_at) as sales_end,
        tstzrange(p.starts_at, p.ends_at) as open_in,
        row_number() over (order by t.sort_order, t.price, t.id, p.sort_order, p.price, p.id)
          as place
      from events.price_tiers as p
      join events.ticket_types as t on t.org_id = p.org_id and t.id = p.ticket_type_id
      where t.org_id = p_event.org_id and t.event_id = p_event.id
        and t.is_active and t.deleted_at is null
        and p.is_active and p.deleted_at is null
    )
    select format(
      'the price tier "%s" of "%s" never applies (%s)', p.name, p.ticket_type, why.reason)
    from tiers as p
    cross join lateral (
      select case
        when p.ends_at <= core.clock() then 'it is over'
        when not p.open_in && tstzrange(p.sales_start, greatest(p.sales_start, p.sales_end))
          then 'it lies outside the sale'
        when p.capacity < p.min_per_order
          then format('it has fewer than %s, the least of an order', p.min_per_order)
        when exists (
          select from tiers as o
          where o.ticket_type_id = p.ticket_type_id and o.place < p.place
            and o.capacity is null and o.open_in @> p.open_in
        ) then 'another one always comes first'
      end as reason
    ) as why
    where why.reason is not null
    order by p.place
  );
end
$$;
revoke all on function events.faults_of_price_tiers(events.events) from public;

-- sql/50_events/2_functions/faults_of_products.sql
-- What keeps active products of an event from being sold, in words: nothing that they could go
-- with, and where each ticket or order must have one, nothing to choose from.
create or replace function events.faults_of_products(p_event events.events)
  returns text[]
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return array(
    select f.fault
    from events.products as p
    left join events.ticket_types as t on t.org_id = p.org_id and t.id = p.ticket_type_id
    cross join lateral (
      select count(*) as count, count(*) filter (where v.is_active) as active,
        coalesce(bool_or(v.is_active and coalesce(v.capacity, 1) > 0), true) as is_there
      from events.product_variants as v
      where v.org_id = p.org_id and v.product_id = p.id and v.deleted_at is null
    ) as v
    cross join lateral (
      values
      (1, case when t.id is not null and (not t.is_active or t.deleted_at is not null)
        then format('the product "%s" goes with a ticket type that is not sold', p.name) end),
      (2, case when p.is_required and v.count > 0 and v.active = 0
        then format('the required product "%s" has no active variant', p.name) end),
      (3, case when p.is_required and (p.capacity = 0 or (v.active > 0 and not v.is_there))
        then format('the required product "%s" has no stock', p.name) end)
    ) as f (place, fault)
    where p.org_id = p_event.org_id and p.event_id = p_event.id
      and p.is_active and p.deleted_at is null and f.fault is not null
    order by p.sort_order, p.price, p.id, f.place
  );
end
$$;
revoke all on function events.faults_of_products(events.events) from public;

-- sql/50_events/2_functions/faults_of_questions.sql
-- Questions of an event that cannot be asked because of their condition, in words.
create or replace function events.faults_of_questions(p_event events.events)
  returns text[]
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return array(
    select format('the question "%s" cannot be asked (%s)', left(b.label, 60), b.reason)
    from events.broken_conditions(p_event.org_id, p_event.id) as b
    join events.questions as q on q.org_id = p_event.org_id and q.id = b.question_id
    where q.is_active
    order by q.sort_order, q.id
  );
end
$$;
revoke all on function events.faults_of_questions(events.events) from public;

-- sql/50_events/2_functions/faults_of_ticket_types.sql
-- What keeps active ticket types of an event from being sold, in words: a sale that is never open,
-- and for teams a deadline to join that lies after the start.
create or replace function events.faults_of_ticket_types(p_event events.events)
  returns text[]
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return array(
    select f.fault
    from events.ticket_types as t
    join events.event_settings as s on s.org_id = t.org_id and s.event_id = t.event_id
    cross join lateral (
      values
      (1, case when coalesce(t.sales_end, p_event.starts_at) <= core.clock()
        and p_event.starts_at > core.clock()
        then format('the sale of "%s" is over', t.name) end),
      (2, case when t.sales_start >= coalesce(t.sales_end, p_event.starts_at)
        then format('the sale of "%s" starts after it ends', t.name) end),
      (3, case when t.team_max is not null and s.teams_close_at > p_event.starts_at
        then format('the teams of "%s" can be joined after the start', t.name) end)
    ) as f (place, fault)
    where t.org_id = p_event.org_id and t.event_id = p_event.id
      and t.is_active and t.deleted_at is null and f.fault is not null
    order by t.sort_order, t.price, t.id, f.place
  );
end
$$;
revoke all on function events.faults_of_ticket_types(events.events) from public;

-- sql/50_events/2_functions/find_promo_code.sql
-- The promo code that a buyer of an event typed, in whatever case. Raises promo_code_not_found,
-- also for one that is switched off, deleted or another event's, promo_code_not_started and
-- promo_code_ended. How many uses are left is what its pool says.
create or replace function events.find_promo_code(p_event events.events, p_code text)
  returns events.promo_codes
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_code text := left(upper(btrim(coalesce(p_code, ''))), 40);
  v_promo_code events.promo_codes;
begin
  select c.* into v_promo_code
  from events.promo_codes as c
  where c.org_id = p_event.org_id and c.event_id = p_event.id and c.code = v_code
    and c.is_active and c.deleted_at is null;
  if not found then
    perform core.fail('promo_code_not_found', jsonb_build_object('promo_code', v_code));
  end if;
  if core.clock() < v_promo_code.starts_at then
    perform core.fail('promo_code_not_started', jsonb_build_object(
      'promo_code', v_code, 'starts_at', v_promo_code.starts_at));
  end if;
  if core.clock() >= v_promo_code.ends_at then
    perform core.fail('promo_code_ended', jsonb_build_object(
      'promo_code', v_code, 'ends_at', v_promo_code.ends_at));
  end if;
  return v_promo_code;
end
$$;
revoke all on function events.find_promo_code(events.events, text) from public;

-- sql/50_events/2_functions/free_slug.sql
-- A slug for a title that no event of the org has yet: `city-run`, `city-run-2`, ...
create or replace function events.free_slug(p_org_id uuid, p_title text)
  returns text
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_base text;
  v_slug text;
  v_number integer := 1;
begin
  -- Accents fall off by decomposition; what is left of other scripts becomes a dash.
  v_base := lower(regexp_replace(normalize(p_title, nfd), '[\u0300-\u036f]', '', 'g'));
  v_base := left(btrim(regexp_replace(v_base, '[^a-z0-9]+', '-', 'g'), '-'), 80);
  v_base := coalesce(nullif(rtrim(v_base, '-'), ''), 'event');
  v_slug := v_base;
  while exists (
    select 1 from events.events as e where e.org_id = p_org_id and e.slug = v_slug
  ) loop
    v_number := v_number + 1;
    v_slug := v_base || '-' || v_number;
  end loop;
  return v_slug;
end
$$;
revoke all on function events.free_slug(uuid, text) from public;

-- sql/50_events/2_functions/guard_conditions.sql
-- Refuses a change of a question that leaves its own condition broken, or those that look at it.
-- Raises invalid_field, question_is_needed with the names of the others.
create or replace function events.guard_conditions(
  p_org_id uuid,
  p_event_id uuid,
  p_question_id uuid
)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_broken record;
begin
  select
    (array_agg(b.reason order by b.question_id <> p_question_id, b.label))[1] as reason,
    string_agg(format('"%s"', b.label), ', ' order by b.label) as dependents,
    bool_or(b.question_id = p_question_id) as is_own
  into v_broken
  from events.broken_conditions(p_org_id, p_event_id) as b
  where p_question_id in (b.question_id, b.depends_on);
  if v_broken.is_own then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'condition', 'reason', v_broken.reason));
  elsif v_broken.reason is not null then
    perform core.fail('question_is_needed', jsonb_build_object(
      'question_id', p_question_id, 'dependents', v_broken.dependents, 'reason', v_broken.reason));
  end if;
end
$$;
revoke all on function events.guard_conditions(uuid, uuid, uuid) from public;

-- sql/50_events/2_functions/guard_keys.sql
-- Refuses a JSON field that is not an object, or has other keys than these. Raises invalid_field.
create or replace function events.guard_keys(p_field text, p_value jsonb, p_keys text[])
  returns void
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
begin
  if jsonb_typeof(p_value) <> 'object' then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', p_field, 'reason', 'it must be an object'));
  elsif p_value - p_keys <> '{}' then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', p_field,
      'reason', format(
        '%s is not known here; %s',
        (select min(k.key) from jsonb_object_keys(p_value - p_keys) as k (key)),
        coalesce(nullif(array_to_string(p_keys, ', '), '') || ' can be given',
          'nothing can be given'))));
  end if;
end
$$;
revoke all on function events.guard_keys(text, jsonb, text[]) from public;

-- sql/50_events/2_functions/is_during.sql
-- Whether a moment falls within an event, as far as the event has dates.
create or replace function events.is_during(p_event events.events, p_at timestamptz)
  returns boolean
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return coalesce(p_at >= p_event.starts_at, true) and coalesce(p_at < p_event.ends_at, true);
end
$$;
revoke all on function events.is_during(events.events, timestamptz) from public;

-- sql/50_events/2_functions/is_file_reference.sql
-- Whether a text names a file that is stored somewhere: an https address, or bucket/path as
-- Supabase Storage has it, without a way up to other folders.
create or replace function events.is_file_reference(p_value text)
  returns boolean
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return length(p_value) <= 1000
    and p_value !~ '(^|/)\.{1,2}(/|$)'
    and (
      p_value ~* '^https://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?(/[^[:space:][:cntrl:]<>"\\^`{|}]*)?$'
      or p_value ~ '^[A-Za-z0-9][A-Za-z0-9_-]*(/[A-Za-z0-9_!.*''() &$@=;:+,?-]+)+$'
    );
end
$$;
revoke all on function events.is_file_reference(text) from public;

-- sql/50_events/2_functions/is_time_zone.sql
-- Whether a text is an IANA time zone name that Postgres knows. Abbreviations and offsets, which
-- Postgres would take too, do not follow summer time and are refused.
create or replace function events.is_time_zone(p_time_zone text)
  returns boolean
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
begin
  if coalesce(p_time_zone !~ '^([A-Z][A-Za-z_]+(/[A-Z][A-Za-z0-9_+-]+)+|UTC)$', true) then
    return false;
  end if;
  perform timestamptz '2000-01-01 00:00+00' at time zone p_time_zone;
  return true;
exception when invalid_parameter_value then
  return false;
end
$$;
revoke all on function events.is_time_zone(text) from public;

-- sql/50_events/2_functions/json_text.sql
-- A text inside a JSON field, trimmed; null when it is missing or blank. Raises invalid_field when
-- it is something else than a text, too long, or holds control characters.
create or replace function events.json_text(p_field text, p_value jsonb, p_max integer)
  returns text
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
begin
  if jsonb_typeof(p_value) not in ('string', 'null') then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', p_field, 'reason', 'it must be a text'));
  end if;
  return core.optional_text(p_field, p_value #>> '{}', p_max);
end
$$;
revoke all on function events.json_text(text, jsonb, integer) from public;

-- sql/50_events/2_functions/keep_version.sql
-- Writes what a question asks now as its next version, unless its present version asks the same.
-- Returns the number of the version that does.
create or replace function events.keep_version(
  p_question events.questions,
  p_asks events.question_versions
)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_present events.question_versions;
begin
  select v.* into v_present
  from events.question_versions as v
  where v.org_id = p_question.org_id
    and v.question_id = p_question.id
    and v.version = p_question.version;
  p_asks.org_id := p_question.org_id;
  p_asks.question_id := p_question.id;
  p_asks.version := coalesce(v_present.version, 0);
  p_asks.created_at := v_present.created_at;
  if p_asks is distinct from v_present then
    p_asks.version := p_asks.version + 1;
    p_asks.created_at := core.clock();
    insert into events.question_versions
    select p_asks.*;
  end if;
  return p_asks.version;
end
$$;
revoke all on function events.keep_version(events.questions, events.question_versions) from public;

-- sql/50_events/2_functions/lock_event.sql
-- Locks an event for a change by staff: authorises for events.manage, raises not_found.
create or replace function events.lock_event(p_event_id uuid)
  returns events.events
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_event events.events;
begin
  if p_event_id is null then
    perform core.fail('missing_field', jsonb_build_object('field', 'event_id'));
  end if;
  select e.* into v_event from events.events as e where e.id = p_event_id and e.deleted_at is null;
  perform tenancy.authorise(v_event.org_id, 'events.manage', 'event', p_event_id);
  select e.* into strict v_event
  from events.events as e
  where e.org_id = v_event.org_id and e.id = p_event_id
  for no key update;
  return v_event;
end
$$;
revoke all on function events.lock_event(uuid) from public;

-- sql/50_events/2_functions/lock_lanes.sql
-- Locks all lanes of a pool in order and returns what is left in them. Lane 0 is always there and
-- stands for the pool: whoever has it may change how many lanes there are. Hence first that one,
-- and then, in a snapshot of its own, the lanes as they are by then; one that somebody added while
-- we waited would be overlooked otherwise, and a sale from it lost.
create or replace function events.lock_lanes(p_org_id uuid, p_pool_id uuid)
  returns bigint
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform 1
  from events.capacity_lanes as l
  where l.org_id = p_org_id and l.pool_id = p_pool_id and l.lane = 0
  for no key update;
  perform 1
  from events.capacity_lanes as l
  where l.org_id = p_org_id and l.pool_id = p_pool_id
  order by l.lane
  for no key update;
  return (
    select coalesce(sum(l.remaining), 0)
    from events.capacity_lanes as l
    where l.org_id = p_org_id and l.pool_id = p_pool_id
  );
end
$$;
revoke all on function events.lock_lanes(uuid, uuid) from public;

-- sql/50_events/2_functions/lock_question.sql
-- A question that staff is about to change, its event locked, so that the questions of an event
-- change one after the other. Authorises for events.manage; raises missing_field, not_found.
create or replace function events.lock_question(p_question_id uuid)
  returns events.questions
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_id uuid := core.require_id('question_id', p_question_id);
  v_question events.questions;
begin
  select q.* into v_question
  from events.questions as q
  inner join events.events as e on e.org_id = q.org_id and e.id = q.event_id
  where q.id = v_id and q.deleted_at is null and e.deleted_at is null;
  perform tenancy.authorise(v_question.org_id, 'events.manage', 'question', v_id);
  perform events.lock_event(v_question.event_id);
  select q.* into v_question
  from events.questions as q
  where q.org_id = v_question.org_id and q.id = v_id and q.deleted_at is null;
  if not found then
    perform core.fail('not_found', jsonb_build_object('what', 'question', 'id', v_id));
  end if;
  return v_question;
end
$$;
revoke all on function events.lock_question(uuid) from public;

-- sql/50_events/2_functions/missing_for_publication.sql
-- What an event still lacks before it can go on sale, all of it at once, in words; an empty array
-- when nothing. Waves outside the event need no look: they are refused as they are written, and
-- go along when the event moves.
create or replace function events.missing_for_publication(p_event events.events)
  returns text[]
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return array_remove(array[
    case when p_event.starts_at is null or p_event.ends_at is null then 'start and end' end,
    case when p_event.starts_at <= core.clock() then 'a start in the future' end,
    case when coalesce(p_event.location_name, '') = '' then 'a location' end,
    case when not exists (
      select 1 from events.ticket_types as t
      where t.org_id = p_event.org_id and t.event_id = p_event.id
        and t.is_active and t.deleted_at is null
    ) then 'an active ticket type' end
  ], null)
  || events.faults_of_ticket_types(p_event)
  || events.faults_of_price_tiers(p_event)
  || events.faults_of_products(p_event)
  || events.faults_of_questions(p_event);
end
$$;
revoke all on function events.missing_for_publication(events.events) from public;

-- sql/50_events/2_functions/moments.sql
-- The columns of a table that are moments.
create or replace function events.moments(p_table text)
  returns text[]
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select coalesce(array_agg(a.attname::text), '{}')
    from pg_catalog.pg_attribute as a
    where a.attrelid = p_table::regclass and a.attnum > 0 and not a.attisdropped
      and a.atttypid = 'timestamptz'::regtype
  );
end
$$;
revoke all on function events.moments(text) from public;

-- sql/50_events/2_functions/move_event.sql
-- Moves a locked event along its machine; a repeat changes nothing.
create or replace function events.move_event(p_event events.events, p_status events.event_status)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
begin
  if p_event.status <> p_status then
    update events.events as e
    set status = p_status,
      published_at = case p_status when 'published' then v_now else e.published_at end,
      closed_at = case p_status when 'closed' then v_now end,
      cancelled_at = case p_status when 'cancelled' then v_now end
    where e.org_id = p_event.org_id and e.id = p_event.id;
  end if;
  return jsonb_build_object('event_id', p_event.id, 'status', p_status);
end
$$;
revoke all on function events.move_event(events.events, events.event_status) from public;

-- sql/50_events/2_functions/order_questions.sql
-- Puts the questions of an event in order: all of them, each once. For staff with events.manage.
-- Locks: event. Returns {event_id, question_ids}. Raises missing_field, invalid_field, not_found,
-- not_allowed.
create or replace function events.order_questions(p_event_id uuid, p_question_ids uuid[])
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_event events.events := events.lock_event(p_event_id);
  v_ids uuid[] := array(
    select q.id
    from events.questions as q
    where q.org_id = v_event.org_id and q.event_id = v_event.id and q.deleted_at is null
    order by q.id);
  v_broken uuid[];
  v_reason text;
begin
  if p_question_ids is null then
    perform core.fail('missing_field', jsonb_build_object('field', 'question_ids'));
  elsif array(select i.id from unnest(p_question_ids) as i (id) order by i.id) <> v_ids then
    v_reason := 'it must name each question of the event once, and nothing else';
  else
    v_broken := array(
      select b.question_id from events.broken_conditions(v_event.org_id, v_event.id) as b);
    update events.questions as q
    set sort_order = i.place
    from unnest(p_question_ids) with ordinality as i (id, place)
    where q.org_id = v_event.org_id and q.id = i.id and q.sort_order <> i.place;
    select b.reason into v_reason
    from events.broken_conditions(v_event.org_id, v_event.id) as b
    where b.question_id <> all (v_broken)
    limit 1;
  end if;
  if v_reason is not null then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'question_ids', 'reason', v_reason));
  end if;
  return jsonb_build_object('event_id', v_event.id, 'question_ids', to_jsonb(p_question_ids));
end
$$;
revoke all on function events.order_questions(uuid, uuid[]) from public;
grant execute on function events.order_questions(uuid, uuid[]) to authenticated;

-- sql/50_events/2_functions/page_prices.sql
-- What ticket types cost at a moment, each at its own: the first price tier with room for the
-- smallest order, up to its `max_quantity` (null: none, the ticket type's own price); and the tiers
-- that a larger order or a later one may meet, in the order in which they are tried.
create or replace function events.page_prices(
  p_org_id uuid,
  p_ticket_type_ids uuid[],
  p_moments timestamptz[]
)
  returns table (ticket_type_id uuid, price integer, price_tier jsonb, upcoming_tiers jsonb)
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return query
    with tiers as (
      select t.id as ticket_type_id, f.is_open, f.place, (f.tier).price,
        -- Among the open ones of a ticket type the first is what is paid now.
        f.is_open
        and f.place = min(f.place) filter (where f.is_open) over (partition by t.id) as is_current,
        jsonb_build_object(
          'price_tier_id', (f.tier).id,
          'name', (f.tier).name,
          'price', (f.tier).price,
          'starts_at', (f.tier).starts_at,
          'ends_at', (f.tier).ends_at,
          'max_quantity', case when f.is_open then least(t.max_per_order, f.room) end
        ) as said
      from events.tiers_at(p_org_id, p_ticket_type_ids, p_moments) as f
      join events.ticket_types as t on t.org_id = p_org_id and t.id = (f.tier).ticket_type_id
      where f.room >= t.min_per_order
    )
    select f.ticket_type_id,
      min(f.price) filter (where f.is_current),
      (jsonb_agg(f.said) filter (where f.is_current)) -> 0,
      jsonb_agg(f.said order by f.place) filter (where not f.is_current)
    from tiers as f
    group by f.ticket_type_id;
end
$$;
revoke all on function events.page_prices(uuid, uuid[], timestamptz[]) from public;

-- sql/50_events/2_functions/page_products.sql
-- What an event sells beside starts, with what a ticket (or, by scope, an order) can have of each
-- now. One that goes with a ticket type is shown while that is sold.
create or replace function events.page_products(p_event events.events, p_rooms jsonb)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(
      jsonb_build_object(
        'product_id', p.id,
        'ticket_type_id', p.ticket_type_id,
        'scope', p.scope,
        'name', p.name,
        'description', p.description,
        'price', p.price,
        'vat_rate', p.vat_rate,
        'is_required', p.is_required,
        'max_quantity', least(p.max_quantity, r.room),
        'personalisation_label', p.personalisation_label,
        'personalisation_max_length', p.personalisation_max_length,
        'variants', coalesce(v.said, '[]')
      ) order by p.sort_order, p.price, p.id), '[]')
    from events.products as p
    join events.product_rooms(p_event, p_rooms) as r on r.product_id = p.id
    left join lateral (
      select jsonb_agg(
        jsonb_build_object(
          'variant_id', v.id,
          'name', v.name,
          'price', coalesce(v.price, p.price),
          'max_quantity', least(
            p.max_quantity, r.room, (p_rooms ->> v.id::text)::bigint)
        ) order by v.sort_order, v.id) as said
      from events.product_variants as v
      where v.org_id = p.org_id and v.product_id = p.id and v.is_active and v.deleted_at is null
    ) as v on true
    where p.org_id = p_event.org_id
      and p.event_id = p_event.id
      and p.is_active
      and p.deleted_at is null
      and (p.ticket_type_id is null or exists (
        select from events.ticket_types as t
        where t.org_id = p.org_id and t.id = p.ticket_type_id
          and t.is_active and t.deleted_at is null
      ))
  );
end
$$;
revoke all on function events.page_products(events.events, jsonb) from public;

-- sql/50_events/2_functions/page_questions.sql
-- What an event asks of each participant, in order, in a language as far as there is.
create or replace function events.page_questions(p_event events.events, p_language text)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(
      jsonb_build_object(
        'question_id', q.id,
        'ticket_type_id', q.ticket_type_id,
        'version', v.version,
        'kind', v.kind,
        'label', case p_language
          when 'nl' then coalesce(v.label_nl, v.label_en)
          else coalesce(v.label_en, v.label_nl) end,
        'help', case p_language
          when 'nl' then coalesce(v.help_nl, v.help_en) else coalesce(v.help_en, v.help_nl) end,
        'is_required', v.is_required,
        'options', (
          select jsonb_agg(jsonb_build_object(
            'value', o.option ->> 'value',
            'label', coalesce(
              o.option ->> ('label_' || p_language), o.option ->> 'label_nl',
              o.option ->> 'label_en', o.option ->> 'value')
          ) order by o.place)
          from jsonb_array_elements(v.options) with ordinality as o (option, place)
        ),
        'rules', v.rules,
        'condition', v.condition
      ) order by q.sort_order, q.id), '[]')
    from events.questions as q
    join events.question_versions as v
      on v.org_id = q.org_id and v.question_id = q.id and v.version = q.version
    where q.org_id = p_event.org_id
      and q.event_id = p_event.id
      and q.is_active
      and q.deleted_at is null
      and (q.ticket_type_id is null or exists (
        select from events.ticket_types as t
        where t.org_id = q.org_id and t.id = q.ticket_type_id
          and t.is_active and t.deleted_at is null
      ))
  );
end
$$;
revoke all on function events.page_questions(events.events, text) from public;

-- sql/50_events/2_functions/page_settings.sql
-- The rules of an event as far as they concern who buys and takes part. What is left open is filled
-- in: what closes at no moment of its own closes when the event starts.
create or replace function events.page_settings(p_event events.events, p_language text)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'hold_minutes', s.hold_minutes,
      'required_profile_fields', s.required_profile_fields,
      'edits_close_at', coalesce(s.edits_close_at, p_event.starts_at),
      'teams_close_at', coalesce(s.teams_close_at, p_event.starts_at),
      'transfers', case when s.transfers_allowed then jsonb_build_object(
        'close_at', coalesce(s.transfers_close_at, p_event.starts_at),
        'fee', s.transfer_fee,
        'per_ticket', s.transfers_per_ticket
      ) end,
      'waitlist', case when s.waitlist_is_open then jsonb_build_object(
        'max_quantity', s.waitlist_max_quantity,
        'offer_minutes', s.waitlist_offer_minutes
      ) end,
      'service_fee', case when s.service_fee_rate > 0 or s.service_fee_minimum > 0
        then jsonb_build_object(
          'rate', s.service_fee_rate,
          'minimum', s.service_fee_minimum,
          'maximum', s.service_fee_maximum,
          'vat_rate', s.service_fee_vat_rate
        ) end,
      'terms', case when coalesce(s.terms_nl, s.terms_en) is not null then jsonb_build_object(
        'version', s.terms_version,
        'text', case p_language
          when 'nl' then coalesce(s.terms_nl, s.terms_en) else coalesce(s.terms_en, s.terms_nl) end
      ) end
    )
    from events.event_settings as s
    where s.org_id = p_event.org_id and s.event_id = p_event.id
  );
end
$$;
revoke all on function events.page_settings(events.events, text) from public;

-- sql/50_events/2_functions/page_texts.sql
-- What the page of an event says, in a language as far as there is: a text that this language lacks
-- is the event's own, or else that of the other language; so are the questions as a whole.
create or replace function events.page_texts(p_event events.events, p_language text)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_texts jsonb;
begin
  select jsonb_build_object(
    'title', coalesce(max(c.title) filter (where c.language = p_language), p_event.title),
    'description', coalesce(
      max(c.description) filter (where c.language = p_language), p_event.description,
      max(c.description)),
    'location', coalesce(
      max(c.location) filter (where c.language = p_language), max(c.location))
  )
  into v_texts
  from events.event_contents as c
  where c.org_id = p_event.org_id and c.event_id = p_event.id;

  return v_texts || jsonb_build_object(
    'language', p_language,
    'faq', (
      with entries as (
        select f.id, f.language, f.question, f.answer, f.sort_order,
          bool_or(f.language = p_language) over () as is_there
        from events.faq_entries as f
        where f.org_id = p_event.org_id and f.event_id = p_event.id and f.deleted_at is null
      )
      select coalesce(jsonb_agg(
        jsonb_build_object(
          'faq_entry_id', f.id, 'language', f.language, 'question', f.question, 'answer', f.answer
        ) order by f.sort_order, f.id), '[]')
      from entries as f
      where f.language = p_language or not f.is_there
    ),
    'images', (
      select coalesce(jsonb_agg(
        jsonb_build_object(
          'image_id', i.id,
          'reference', i.reference,
          'alt', case p_language
            when 'nl' then coalesce(i.alt_nl, i.alt_en) else coalesce(i.alt_en, i.alt_nl) end
        ) order by i.sort_order, i.id), '[]')
      from events.event_images as i
      where i.org_id = p_event.org_id and i.event_id = p_event.id and i.deleted_at is null
    )
  );
end
$$;
revoke all on function events.page_texts(events.events, text) from public;

-- sql/50_events/2_functions/page_ticket_types.sql
-- What an event sells, with what one order can have now: the scarcest of the ticket type's pools,
-- and of what each ticket needs besides (a wave where there are waves, required products). The
-- price is that of now, or of the moment at which the sale starts: that of `price_tier` up to its
-- `max_quantity`, of the first of `upcoming_tiers` beyond, and at last `regular_price`.
create or replace function events.page_ticket_types(
  p_event events.events,
  p_rooms jsonb,
  p_is_suspended boolean,
  p_now timestamptz
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_ids uuid[];
  v_moments timestamptz[];
begin
  select array_agg(t.id), array_agg(greatest(p_now, t.sales_start)) into v_ids, v_moments
  from events.ticket_types as t
  where t.org_id = p_event.org_id and t.event_id = p_event.id
    and t.is_active and t.deleted_at is null;
  return (
    select coalesce(jsonb_agg(
      jsonb_build_object(
        'ticket_type_id', t.id,
        'name', t.name,
        'description', t.description,
        'price', coalesce(p.price, t.price),
        'price_tier', p.price_tier,
        'upcoming_tiers', coalesce(p.upcoming_tiers, '[]'),
        'regular_price', t.price,
        'currency', t.currency,
        'vat_rate', t.vat_rate,
        'sales_start', t.sales_start,
        'sales_end', coalesce(t.sales_end, p_event.starts_at),
        'min_per_order', t.min_per_order,
        'max_per_order', t.max_per_order,
        'min_age', t.min_age,
        'max_age', t.max_age,
        'requires_licence', t.requires_licence,
        'licence_pattern', t.licence_pattern,
        'team_min', t.team_min,
        'team_max', t.team_max,
        'state', s.state,
        'max_quantity', case s.state when 'on_sale' then least(t.max_per_order, r.room) else 0 end
      ) order by t.sort_order, t.price, t.id), '[]')
    from events.ticket_types as t
    join (
      select n.ticket_type_id, min(n.room) as room
      from events.ticket_type_rooms(p_event, v_ids, p_rooms) as n
      group by n.ticket_type_id
    ) as r on r.ticket_type_id = t.id
    left join events.page_prices(p_event.org_id, v_ids, v_moments) as p on p.ticket_type_id = t.id
    cross join lateral (
      select case
        when p_is_suspended then 'ended'
        when w.state <> 'on_sale' then w.state
        when r.room < t.min_per_order then 'sold_out'
        else 'on_sale'
      end as state
      from events.sale_state(p_event, t, p_now) as w (state)
    ) as s
    where t.org_id = p_event.org_id and t.id = any (v_ids)
  );
end
$$;
revoke all on function events.page_ticket_types(events.events, jsonb, boolean, timestamptz)
  from public;

-- sql/50_events/2_functions/page_waiver.sql
-- The statement that participants of an event accept now; null when there is none.
create or replace function events.page_waiver(p_event events.events, p_language text)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'version', w.version,
      'text', case p_language
        when 'nl' then coalesce(w.text_nl, w.text_en) else coalesce(w.text_en, w.text_nl) end,
      'guardian_below_age', w.guardian_below_age
    )
    from events.current_waiver(p_event.org_id, p_event.id) as w
    where w.version is not null
  );
end
$$;
revoke all on function events.page_waiver(events.events, text) from public;

-- sql/50_events/2_functions/page_waves.sql
-- The start waves of an event, by time, with the ticket types that start in each, and whether there
-- is room: `open` or `full`. How much is the organiser's business beyond what one order can have.
create or replace function events.page_waves(p_event events.events, p_rooms jsonb)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(
      jsonb_build_object(
        'wave_id', w.id,
        'name', w.name,
        'starts_at', w.starts_at,
        'ticket_type_ids', t.ids,
        'state', case (p_rooms ->> w.id::text)::bigint when 0 then 'full' else 'open' end,
        'max_quantity', least(t.max_per_order, (p_rooms ->> w.id::text)::bigint)
      ) order by w.starts_at, w.sort_order, w.id), '[]')
    from events.waves as w
    join lateral (
      select jsonb_agg(t.id order by t.sort_order, t.price, t.id) as ids,
        max(t.max_per_order) as max_per_order
      from events.wave_ticket_types as m
      join events.ticket_types as t on t.org_id = m.org_id and t.id = m.ticket_type_id
      where m.org_id = w.org_id and m.wave_id = w.id and t.is_active and t.deleted_at is null
    ) as t on t.ids is not null
    where w.org_id = p_event.org_id
      and w.event_id = p_event.id
      and w.is_active
      and w.deleted_at is null
  );
end
$$;
revoke all on function events.page_waves(events.events, jsonb) from public;

-- sql/50_events/2_functions/pool_rooms.sql
-- What is left of each limit of an event, as committed: {pool_id: number}. What has no limit does
-- not appear.
create or replace function events.pool_rooms(p_org_id uuid, p_event_id uuid)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_object_agg(r.pool_id, r.remaining), '{}')
    from (
      select l.pool_id, sum(l.remaining) as remaining
      from events.capacity_pools as p
      join events.capacity_lanes as l on l.org_id = p.org_id and l.pool_id = p.id
      where p.org_id = p_org_id and p.event_id = p_event_id and p.capacity < 1000000000
      group by l.pool_id
    ) as r
  );
end
$$;
revoke all on function events.pool_rooms(uuid, uuid) from public;

-- sql/50_events/2_functions/product_rooms.sql
-- How many of each product can be had: what is left of its stock, and of that of its variants
-- together where it has any. `is_required` when each ticket needs one, of `ticket_type_id` or, with
-- null, of all. `p_rooms` is what events.pool_rooms() says.
create or replace function events.product_rooms(p_event events.events, p_rooms jsonb)
  returns table (product_id uuid, ticket_type_id uuid, is_required boolean, room bigint)
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return query
    select p.id, p.ticket_type_id, p.is_required and p.scope = 'ticket', least(
      coalesce((p_rooms ->> p.id::text)::bigint, 1000000000),
      case when count(v.id) > 0 then coalesce(
        sum(coalesce((p_rooms ->> v.id::text)::bigint, 1000000000)) filter (where v.is_active), 0
      )::bigint end
    )
    from events.products as p
    left join events.product_variants as v
      on v.org_id = p.org_id and v.product_id = p.id and v.deleted_at is null
    where p.org_id = p_event.org_id and p.event_id = p_event.id
      and p.is_active and p.deleted_at is null
    group by p.org_id, p.id;
end
$$;
revoke all on function events.product_rooms(events.events, jsonb) from public;

-- sql/50_events/2_functions/publish_event.sql
-- Puts a draft on sale. For staff with events.manage. Raises event_incomplete with everything that
-- is missing, org_suspended, invalid_transition. An event that is on sale already stays as it is.
-- Returns {event_id, status}.
create or replace function events.publish_event(p_event_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_event events.events := events.lock_event(p_event_id);
  v_missing text[];
begin
  perform tenancy.guard_not_suspended(v_event.org_id);
  if v_event.status = 'draft' then
    v_missing := events.missing_for_publication(v_event);
    if cardinality(v_missing) > 0 then
      perform core.fail('event_incomplete', jsonb_build_object(
        'missing', array_to_string(v_missing, ', '), 'problems', to_jsonb(v_missing)));
    end if;
  end if;
  return events.move_event(v_event, 'published');
end
$$;
revoke all on function events.publish_event(uuid) from public;
grant execute on function events.publish_event(uuid) to authenticated;

-- sql/50_events/2_functions/publish_waiver.sql
-- Asks the participants of an event to accept a statement. A new version when text or age differ
-- from the newest one; the same again is that one, in force again if it was withdrawn. For staff
-- with events.manage. Locks: event. Returns {event_id, version}. Raises missing_field,
-- invalid_field, not_found, not_allowed.
create or replace function events.publish_waiver(
  p_event_id uuid,
  p_text_nl text,
  p_text_en text,
  p_guardian_below_age integer
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_event events.events := events.lock_event(p_event_id);
  v_text_nl text := core.optional_prose('text_nl', p_text_nl, 50000);
  v_text_en text := core.optional_prose('text_en', p_text_en, 50000);
  v_age integer := coalesce(p_guardian_below_age, 18);
  v_newest events.waivers;
begin
  if coalesce(v_text_nl, v_text_en) is null then
    perform core.fail('missing_field', jsonb_build_object('field', 'text_nl'));
  elsif v_age not between 0 and 21 then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'guardian_below_age', 'reason', 'it must be from 0 to 21'));
  end if;
  select w.* into v_newest
  from events.waivers as w
  where w.org_id = v_event.org_id and w.event_id = v_event.id
  order by w.version desc
  limit 1;
  if (v_newest.text_nl, v_newest.text_en, v_newest.guardian_below_age)
    is distinct from (v_text_nl, v_text_en, v_age)
  then
    insert into events.waivers (org_id, event_id, version, text_nl, text_en, guardian_below_age)
    values (
      v_event.org_id, v_event.id, coalesce(v_newest.version, 0) + 1, v_text_nl, v_text_en, v_age)
    returning * into v_newest;
  elsif v_newest.withdrawn_at is not null then
    update events.waivers as w
    set withdrawn_at = null
    where w.org_id = v_event.org_id and w.event_id = v_event.id and w.version = v_newest.version;
  end if;
  return jsonb_build_object('event_id', v_event.id, 'version', v_newest.version);
end
$$;
revoke all on function events.publish_waiver(uuid, text, text, integer) from public;
grant execute on function events.publish_waiver(uuid, text, text, integer) to authenticated;

-- sql/50_events/2_functions/read_answer.sql
-- An answer to a question of some kind as it is kept: text trimmed, phone numbers as E.164, chosen
-- options in the question's order. Blank, empty and null are no answer. Says why one is not valid.
create or replace function events.read_answer(
  p_kind events.question_kind,
  p_options jsonb,
  p_rules jsonb,
  p_value jsonb
)
  returns events.read_answer
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_type text := jsonb_typeof(p_value);
  v_read events.read_answer;
begin
  if p_value is null or v_type = 'null' or p_value = '""' then
    return v_read;
  elsif p_kind = 'multiple_choice' then
    return events.read_chosen(p_options, p_rules, p_value);
  elsif p_kind = 'number' then
    return events.read_number(p_rules, p_value);
  elsif p_kind = 'checkbox' then
    if v_type <> 'boolean' then
      v_read.reason := 'it must be true or false';
      return v_read;
    end if;
  elsif p_kind = 'choice' then
    -- What is no text is in no option.
    if not p_options @> jsonb_build_array(jsonb_build_object('value', p_value)) then
      v_read.reason := 'it is none of the options';
      return v_read;
    end if;
  elsif v_type <> 'string' then
    v_read.reason := 'it must be a text';
    return v_read;
  else
    return events.read_text_answer(p_kind, p_rules, p_value #>> '{}');
  end if;
  v_read.value := p_value;
  return v_read;
end
$$;
revoke all on function events.read_answer(events.question_kind, jsonb, jsonb, jsonb) from public;

-- sql/50_events/2_functions/read_answers.sql
-- The answers of one participant, {"<question id>": value}, as they are kept: [{question_id,
-- version, value}] in the order of the questions, which events.asked_questions() gives. Answers to
-- questions that are hidden by their condition are left out, because a form may still hold what
-- somebody wrote before they changed their mind.
-- Raises invalid_field, answer_missing, answer_invalid, question_not_found, with `p_data`.
create or replace function events.read_answers(
  p_questions events.asked_question[],
  p_ticket_type_id uuid,
  p_answers jsonb,
  p_data jsonb
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_question events.asked_question;
  v_answers jsonb := coalesce(nullif(p_answers, 'null'), '{}');
  v_keys text[] := '{}';
  v_given jsonb;
  v_answer events.read_answer;
  v_rows jsonb[] := '{}';
begin
  if jsonb_typeof(v_answers) <> 'object' then
    perform core.fail('invalid_field', p_data || jsonb_build_object(
      'field', 'answers', 'reason', 'it is not an object of question ids and answers'));
  end if;
  foreach v_question in array p_questions loop
    continue when v_question.ticket_type_id <> p_ticket_type_id;
    v_keys := v_keys || v_question.key;
    v_given := v_answers -> v_question.key;
    if v_question.condition is not null
      and not events.condition_holds(v_question.condition, v_answers)
    then
      v_answers := v_answers || jsonb_build_object(v_question.key, null);
      continue;
    end if;
    v_answer := events.read_answer(
      v_question.kind, v_question.options, v_question.rules, v_given);
    if v_answer.value is distinct from v_given then
      -- What follows depends on answers as they are kept.
      v_answers := v_answers || jsonb_build_object(v_question.key, v_answer.value);
    end if;
    if v_answer.reason is not null then
      perform core.fail('answer_invalid', p_data || jsonb_build_object(
        'question_id', v_question.id, 'question', v_question.label, 'reason', v_answer.reason));
    elsif v_answer.value is not null and not (v_question.is_required and v_answer.value = 'false') then
      v_rows := v_rows || jsonb_build_object(
        'question_id', v_question.id, 'version', v_question.version, 'value', v_answer.value);
    elsif v_question.is_required then
      perform core.fail('answer_missing', p_data || jsonb_build_object(
        'question_id', v_question.id, 'question', v_question.label));
    end if;
  end loop;
  if v_answers - v_keys <> '{}' then
    perform core.fail('question_not_found', p_data || jsonb_build_object(
      'question_id', (select min(k.key) from jsonb_object_keys(v_answers - v_keys) as k (key))));
  end if;
  return to_jsonb(v_rows);
end
$$;
revoke all on function events.read_answers(events.asked_question[], uuid, jsonb, jsonb) from public;

-- sql/50_events/2_functions/read_bound.sql
-- A bound of the answers to a question, which must be such an answer itself; null when it is
-- missing. Raises invalid_field.
create or replace function events.read_bound(
  p_kind events.question_kind,
  p_rules jsonb,
  p_name text,
  p_within jsonb
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_read events.read_answer := events.read_answer(p_kind, null, p_within, p_rules -> p_name);
begin
  if v_read.reason is not null then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'rules.' || p_name, 'reason', v_read.reason));
  end if;
  return v_read.value;
end
$$;
revoke all on function events.read_bound(events.question_kind, jsonb, text, jsonb) from public;

-- sql/50_events/2_functions/read_chosen.sql
-- An answer to a question with multiple choice; events.read_answer() says how it answers.
create or replace function events.read_chosen(p_options jsonb, p_rules jsonb, p_value jsonb)
  returns events.read_answer
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
declare
  v_chosen jsonb;
  v_count integer;
  v_read events.read_answer;
begin
  if jsonb_typeof(p_value) <> 'array' then
    v_read.reason := 'it must be a list of options';
    return v_read;
  elsif p_value = '[]' then
    return v_read;
  end if;
  v_chosen := jsonb_path_query_array(
    p_options, 'strict $[*].value ? (@ == $given[*])', jsonb_build_object('given', p_value));
  v_count := jsonb_array_length(v_chosen);
  if v_count < jsonb_array_length(p_value) then
    v_read.reason := 'it has what is none of the options, or one of them twice';
  elsif v_count > (p_rules -> 'max_choices')::integer then
    v_read.reason := format('it has more than %s of the options', p_rules -> 'max_choices');
  else
    v_read.value := v_chosen;
  end if;
  return v_read;
end
$$;
revoke all on function events.read_chosen(jsonb, jsonb, jsonb) from public;

-- sql/50_events/2_functions/read_condition.sql
-- The condition of a question as it is kept: {"question_id", "any_of"}; null when there is none.
-- Checks shape only; events.broken_conditions() tells whether it can be. Raises missing_field,
-- invalid_field.
create or replace function events.read_condition(p_condition jsonb)
  returns jsonb
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
begin
  if coalesce(p_condition, 'null') = 'null' then
    return null;
  end if;
  perform events.guard_keys('condition', p_condition, array['question_id', 'any_of']);
  if p_condition ->> 'question_id' is null then
    perform core.fail('missing_field', jsonb_build_object('field', 'condition.question_id'));
  elsif p_condition ->> 'question_id' !~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'condition.question_id', 'reason', 'it is not a UUID'));
  elsif coalesce(p_condition -> 'any_of', 'null') in ('null', '[]') then
    perform core.fail('missing_field', jsonb_build_object('field', 'condition.any_of'));
  elsif jsonb_typeof(p_condition -> 'any_of') <> 'array'
    or jsonb_array_length(p_condition -> 'any_of') > 200
    or p_condition -> 'any_of' @? 'strict $[*] ? (@.type() == "object" || @.type() == "array" || @ == null)'
  then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'condition.any_of', 'reason', 'it must be a list of up to 200 answers'));
  end if;
  return jsonb_build_object(
    'question_id', lower(p_condition ->> 'question_id'), 'any_of', p_condition -> 'any_of');
end
$$;
revoke all on function events.read_condition(jsonb) from public;

-- sql/50_events/2_functions/read_limit.sql
-- A limit among the rules of a question, a whole number from 1 to `p_max`; null when it is missing.
-- Raises invalid_field.
create or replace function events.read_limit(p_rules jsonb, p_name text, p_max integer)
  returns integer
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_read events.read_answer := events.read_number(
    jsonb_build_object('min', 1, 'max', p_max), coalesce(p_rules -> p_name, '1'));
begin
  if v_read.reason is not null or scale((v_read.value)::numeric) > 0 then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'rules.' || p_name, 'reason', format('it must be a whole number from 1 to %s', p_max)));
  end if;
  return case when p_rules ? p_name then v_read.value::integer end;
end
$$;
revoke all on function events.read_limit(jsonb, text, integer) from public;

-- sql/50_events/2_functions/read_number.sql
-- An answer to a question for a number; events.read_answer() says how it answers.
create or replace function events.read_number(p_rules jsonb, p_value jsonb)
  returns events.read_answer
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
declare
  v_number numeric;
  v_read events.read_answer;
begin
  if jsonb_typeof(p_value) <> 'number' then
    v_read.reason := 'it must be a number';
    return v_read;
  end if;
  v_number := trim_scale(p_value::numeric);
  if abs(v_number) >= 1e12 or scale(v_number) > 6 then
    v_read.reason := 'it has more than 12 digits, or more than 6 after the point';
  elsif v_number < (p_rules -> 'min')::numeric then
    v_read.reason := 'it is less than ' || (p_rules ->> 'min');
  elsif v_number > (p_rules -> 'max')::numeric then
    v_read.reason := 'it is more than ' || (p_rules ->> 'max');
  else
    v_read.value := to_jsonb(v_number);
  end if;
  return v_read;
end
$$;
revoke all on function events.read_number(jsonb, jsonb) from public;

-- sql/50_events/2_functions/read_options.sql
-- The options of a question as they are kept: [{"value", "label_nl", "label_en"}], at least one,
-- with a value of its own each and a label in one language or both. Null for the kinds that have
-- none. Raises missing_field, invalid_field.
create or replace function events.read_options(p_kind events.question_kind, p_options jsonb)
  returns jsonb
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
declare
  v_option jsonb;
  v_field text;
  v_options jsonb := '[]';
begin
  if coalesce(p_options, 'null') in ('null', '[]') then
    if p_kind in ('choice', 'multiple_choice') then
      perform core.fail('missing_field', jsonb_build_object('field', 'options'));
    end if;
    return null;
  elsif p_kind not in ('choice', 'multiple_choice') then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'options', 'reason', format('a question of kind %s has none', p_kind)));
  elsif jsonb_typeof(p_options) <> 'array' or jsonb_array_length(p_options) > 200 then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'options', 'reason', 'it must be a list of up to 200 options'));
  end if;
  for v_place in 0..jsonb_array_length(p_options) - 1 loop
    v_field := format('options[%s]', v_place);
    v_option := p_options -> v_place;
    perform events.guard_keys(v_field, v_option, array['value', 'label_nl', 'label_en']);
    v_option := jsonb_build_object(
      'value', events.json_text(v_field || '.value', v_option -> 'value', 100),
      'label_nl', events.json_text(v_field || '.label_nl', v_option -> 'label_nl', 200),
      'label_en', events.json_text(v_field || '.label_en', v_option -> 'label_en', 200));
    if v_option ->> 'value' is null then
      perform core.fail('missing_field', jsonb_build_object('field', v_field || '.value'));
    elsif coalesce(v_option ->> 'label_nl', v_option ->> 'label_en') is null then
      perform core.fail('missing_field', jsonb_build_object('field', v_field || '.label_nl'));
    elsif v_options @> jsonb_build_array(jsonb_build_object('value', v_option -> 'value')) then
      perform core.fail('invalid_field', jsonb_build_object(
        'field', v_field || '.value',
        'reason', format('%s is the value of another option', v_option ->> 'value')));
    end if;
    v_options := v_options || v_option;
  end loop;
  return v_options;
end
$$;
revoke all on function events.read_options(events.question_kind, jsonb) from public;

-- sql/50_events/2_functions/read_question.sql
-- What a question asks, as a version of it keeps it, without the question's id and the number.
-- Raises missing_field, invalid_field.
create or replace function events.read_question(
  p_kind text,
  p_label_nl text,
  p_label_en text,
  p_help_nl text,
  p_help_en text,
  p_is_required boolean,
  p_options jsonb,
  p_rules jsonb,
  p_condition jsonb
)
  returns events.question_versions
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_kind text := core.require_text('kind', p_kind, 50);
  v_question events.question_versions;
begin
  if v_kind <> all (enum_range(null::events.question_kind)::text[]) then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'kind',
      'reason', 'it must be one of '
        || array_to_string(enum_range(null::events.question_kind), ', ')));
  end if;
  v_question.kind := v_kind;
  v_question.label_nl := core.optional_text('label_nl', p_label_nl, 300);
  v_question.label_en := core.optional_text('label_en', p_label_en, 300);
  if coalesce(v_question.label_nl, v_question.label_en) is null then
    perform core.fail('missing_field', jsonb_build_object('field', 'label_nl'));
  end if;
  v_question.help_nl := core.optional_prose('help_nl', p_help_nl, 1000);
  v_question.help_en := core.optional_prose('help_en', p_help_en, 1000);
  v_question.is_required := coalesce(p_is_required, false);
  v_question.options := events.read_options(v_question.kind, p_options);
  v_question.rules := events.read_rules(v_question.kind, v_question.options, p_rules);
  v_question.condition := events.read_condition(p_condition);
  return v_question;
end
$$;
revoke all on function
  events.read_question(text, text, text, text, text, boolean, jsonb, jsonb, jsonb)
  from public;

-- sql/50_events/2_functions/read_rules.sql
-- The rules of a question as they are kept: {"min", "max"} for numbers and dates, {"max_length"}
-- for text, {"max_choices"} for multiple choice, {} where there are none. Raises invalid_field.
create or replace function events.read_rules(
  p_kind events.question_kind,
  p_options jsonb,
  p_rules jsonb
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_rules jsonb := coalesce(nullif(p_rules, 'null'), '{}');
  v_min jsonb;
begin
  perform events.guard_keys('rules', v_rules, case
    when p_kind in ('number', 'date') then array['min', 'max']
    when p_kind = 'text' then array['max_length']
    when p_kind = 'multiple_choice' then array['max_choices']
    else array[]::text[]
  end);
  v_rules := jsonb_strip_nulls(v_rules);
  if p_kind in ('number', 'date') then
    v_min := events.read_bound(p_kind, v_rules, 'min', '{}');
    v_rules := jsonb_build_object(
      'min', v_min,
      'max', events.read_bound(p_kind, v_rules, 'max',
        jsonb_strip_nulls(jsonb_build_object('min', v_min))));
  elsif p_kind = 'text' then
    v_rules := jsonb_build_object('max_length', events.read_limit(v_rules, 'max_length', 5000));
  elsif p_kind = 'multiple_choice' then
    v_rules := jsonb_build_object(
      'max_choices', events.read_limit(v_rules, 'max_choices', jsonb_array_length(p_options)));
  end if;
  return jsonb_strip_nulls(v_rules);
end
$$;
revoke all on function events.read_rules(events.question_kind, jsonb, jsonb) from public;

-- sql/50_events/2_functions/read_text_answer.sql
-- An answer that comes as a text, to a question of one of the kinds that do; events.read_answer()
-- says how it answers. A file is one that was stored before: its address, or its path in a bucket.
create or replace function events.read_text_answer(
  p_kind events.question_kind,
  p_rules jsonb,
  p_value text
)
  returns events.read_answer
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_value text := btrim(replace(p_value, E'\r\n', E'\n'), E' \n\t');
  v_max integer := coalesce((p_rules -> 'max_length')::integer, 1000);
  v_read events.read_answer;
begin
  if v_value = '' then
    return v_read;
  elsif p_kind = 'text' then
    v_read.reason := case
      when length(v_value) > v_max then format('it is longer than %s characters', v_max)
      when translate(v_value, E'\n\t', '') ~ '[[:cntrl:]]' then 'it contains control characters'
    end;
  elsif p_kind = 'date' then
    v_read.reason := case
      when core.iso_date(v_value) is null then 'it is not a date such as 2027-02-28'
      when v_value < p_rules ->> 'min' then 'it is before ' || (p_rules ->> 'min')
      when v_value > p_rules ->> 'max' then 'it is after ' || (p_rules ->> 'max')
    end;
  elsif p_kind = 'country' then
    v_value := upper(v_value);
    v_read.reason := case when not core.is_country(v_value)
      then 'it is not the two-letter code of a country' end;
  elsif p_kind = 'phone' then
    v_value := core.phone_number(v_value);
    v_read.reason := case when v_value is null
      then 'it is not a phone number with its country code, such as +31 6 12345678' end;
  elsif not events.is_file_reference(v_value) then
    v_read.reason := 'it is neither an address with https:// nor bucket/path of a stored file';
  end if;
  if v_read.reason is null then
    v_read.value := to_jsonb(v_value);
  end if;
  return v_read;
end
$$;
revoke all on function events.read_text_answer(events.question_kind, jsonb, text) from public;

-- sql/50_events/2_functions/refers_elsewhere.sql
-- Whether a row of what is being duplicated refers to something that is not copied, such as a
-- ticket type that was deleted. References are named `<noun>_id`.
create or replace function events.refers_elsewhere(p_copy events.copy, p_row jsonb)
  returns boolean
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return exists (
    select 1
    from jsonb_each_text(p_row) as c
    where c.key like '%\_id' and c.key <> 'org_id' and not p_copy.ids ? c.value
  );
end
$$;
revoke all on function events.refers_elsewhere(events.copy, jsonb) from public;

-- sql/50_events/2_functions/release_capacity.sql
-- Gives places back to a pool, into one lane, and so waits for no more than one buyer.
create or replace function events.release_capacity(
  p_org_id uuid,
  p_pool_id uuid,
  p_quantity integer
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  update events.capacity_lanes as l
  set remaining = l.remaining + p_quantity
  from events.capacity_pools as p
  where p.org_id = p_org_id
    and p.id = p_pool_id
    and l.org_id = p.org_id
    and l.pool_id = p.id
    and l.lane = pg_backend_pid() & (p.lanes - 1);
end
$$;
revoke all on function events.release_capacity(uuid, uuid, integer) from public;

-- sql/50_events/2_functions/remaining_capacity.sql
-- What is left of a pool, as committed.
create or replace function events.remaining_capacity(p_org_id uuid, p_pool_id uuid)
  returns bigint
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select sum(l.remaining)
    from events.capacity_lanes as l
    where l.org_id = p_org_id and l.pool_id = p_pool_id
  );
end
$$;
revoke all on function events.remaining_capacity(uuid, uuid) from public;

-- sql/50_events/2_functions/sale_state.sql
-- Where the sale of a ticket type stands at a moment: `on_sale`, `not_started` or `ended`. Without
-- an end of its own the sale ends when the event starts.
create or replace function events.sale_state(
  p_event events.events,
  p_ticket_type events.ticket_types,
  p_at timestamptz
)
  returns text
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return case
    when p_event.status <> 'published' or p_at >= p_event.ends_at then 'ended'
    when p_at < p_ticket_type.sales_start then 'not_started'
    when p_at >= coalesce(p_ticket_type.sales_end, p_event.starts_at) then 'ended'
    else 'on_sale'
  end;
end
$$;
revoke all on function events.sale_state(events.events, events.ticket_types, timestamptz)
  from public;

-- sql/50_events/2_functions/save_question.sql
-- Makes a question, or writes all of one anew. What it asks becomes a new version when it differs
-- from the present one; place and activity do not. For staff with events.manage. Locks: event.
-- Returns {question_id, event_id, version, sort_order, is_active}. Raises missing_field,
-- invalid_field, not_found, not_allowed, ticket_type_not_found, question_is_needed.
create or replace function events.save_question(
  p_event_id uuid,
  p_question_id uuid,
  p_ticket_type_id uuid,
  p_kind text,
  p_label_nl text,
  p_label_en text,
  p_help_nl text,
  p_help_en text,
  p_is_required boolean,
  p_options jsonb,
  p_rules jsonb,
  p_condition jsonb,
  p_sort_order integer,
  p_is_active boolean
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_question events.questions;
  v_version integer;
begin
  if p_question_id is null then
    v_question := events.start_question(p_event_id);
  else
    v_question := events.lock_question(p_question_id);
    if p_event_id <> v_question.event_id then
      perform core.fail('not_found', jsonb_build_object('what', 'question', 'id', p_question_id));
    end if;
  end if;
  perform 1
  from events.ticket_types as t
  where t.org_id = v_question.org_id
    and t.id = p_ticket_type_id
    and t.event_id = v_question.event_id
    and t.deleted_at is null;
  if p_ticket_type_id is not null and not found then
    perform core.fail('ticket_type_not_found', jsonb_build_object(
      'ticket_type_id', p_ticket_type_id));
  end if;
  v_version := events.keep_version(v_question, events.read_question(
    p_kind, p_label_nl, p_label_en, p_help_nl, p_help_en, p_is_required, p_options, p_rules,
    p_condition));
  p_sort_order := coalesce(p_sort_order, v_question.sort_order);
  p_is_active := coalesce(p_is_active, v_question.is_active);
  update events.questions as q
  set version = v_version,
    ticket_type_id = p_ticket_type_id,
    sort_order = p_sort_order,
    is_active = p_is_active
  where q.org_id = v_question.org_id
    and q.id = v_question.id
    and (q.version, q.ticket_type_id, q.sort_order, q.is_active)
    is distinct from (v_version, p_ticket_type_id, p_sort_order, p_is_active);
  perform events.guard_conditions(v_question.org_id, v_question.event_id, v_question.id);
  return jsonb_build_object(
    'question_id', v_question.id, 'event_id', v_question.event_id, 'version', v_version,
    'sort_order', p_sort_order, 'is_active', p_is_active);
end
$$;
revoke all on function
  events.save_question(
    uuid, uuid, uuid, text, text, text, text, text, boolean, jsonb, jsonb, jsonb, integer, boolean
  )
  from public;
grant execute on function
  events.save_question(
    uuid, uuid, uuid, text, text, text, text, text, boolean, jsonb, jsonb, jsonb, integer, boolean
  )
  to authenticated;

-- sql/50_events/2_functions/set_capacity.sql
-- Sets a pool's capacity. Raises capacity_below_sold when more than that is sold and held. Locks
-- all lanes, then the pool, as a purchase does that finds too little in one lane.
create or replace function events.set_capacity(p_org_id uuid, p_pool_id uuid, p_capacity integer)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_left bigint := events.lock_lanes(p_org_id, p_pool_id);
  v_taken bigint;
begin
  select p.capacity - v_left into strict v_taken
  from events.capacity_pools as p
  where p.org_id = p_org_id and p.id = p_pool_id;
  if p_capacity < v_taken then
    perform core.fail('capacity_below_sold', jsonb_build_object(
      'capacity', p_capacity, 'taken', v_taken));
  end if;
  update events.capacity_pools as p
  set capacity = p_capacity
  where p.org_id = p_org_id and p.id = p_pool_id;
  perform events.spread_capacity(p_org_id, p_pool_id, p_capacity - v_taken);
end
$$;
revoke all on function events.set_capacity(uuid, uuid, integer) from public;

-- sql/50_events/2_functions/settings_of.sql
-- The settings of an event.
create or replace function events.settings_of(p_event events.events)
  returns events.event_settings
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_settings events.event_settings;
begin
  select s.* into strict v_settings
  from events.event_settings as s
  where s.org_id = p_event.org_id and s.event_id = p_event.id;
  return v_settings;
end
$$;
revoke all on function events.settings_of(events.events) from public;

-- sql/50_events/2_functions/shifted.sql
-- A moment, moved along with its event: the same distance on the clocks there, so that ten o'clock
-- stays ten o'clock when summer time begins or ends in between.
create or replace function events.shifted(
  p_at timestamptz,
  p_distance interval,
  p_time_zone text
)
  returns timestamptz
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
begin
  return ((p_at at time zone p_time_zone) + p_distance) at time zone p_time_zone;
end
$$;
revoke all on function events.shifted(timestamptz, interval, text) from public;

-- sql/50_events/2_functions/spread_capacity.sql
-- Divides what is left of a pool over its lanes, which the caller has locked: evenly over many
-- while there is plenty, all in lane 0 when less than ten per lane are left, since then most tries
-- in a single lane would miss.
create or replace function events.spread_capacity(p_org_id uuid, p_pool_id uuid, p_left bigint)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_lanes integer := core.setting('events.lanes')::integer;
begin
  if p_left < 10 * v_lanes then
    v_lanes := 1;
  end if;
  insert into events.capacity_lanes as l (org_id, pool_id, lane, remaining)
  select p_org_id, p_pool_id, n,
    p_left / v_lanes + case when n < p_left % v_lanes then 1 else 0 end
  from generate_series(0, v_lanes - 1) as n
  on conflict (org_id, pool_id, lane) do update set remaining = excluded.remaining;
  update events.capacity_lanes as l
  set remaining = 0
  where l.org_id = p_org_id and l.pool_id = p_pool_id and l.lane >= v_lanes and l.remaining > 0;
  update events.capacity_pools as p
  set lanes = v_lanes
  where p.org_id = p_org_id and p.id = p_pool_id and p.lanes <> v_lanes;
end
$$;
revoke all on function events.spread_capacity(uuid, uuid, bigint) from public;

-- sql/50_events/2_functions/start_question.sql
-- A new question at an event, the last of its questions, for what asks it to be written. Locks the
-- event and authorises for events.manage; raises missing_field, not_found.
create or replace function events.start_question(p_event_id uuid)
  returns events.questions
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_event events.events := events.lock_event(p_event_id);
  v_question events.questions;
begin
  insert into events.questions (org_id, event_id, version, sort_order)
  select v_event.org_id, v_event.id, 1, coalesce(max(q.sort_order), 0) + 1
  from events.questions as q
  where q.org_id = v_event.org_id and q.event_id = v_event.id and q.deleted_at is null
  returning * into v_question;
  return v_question;
end
$$;
revoke all on function events.start_question(uuid) from public;

-- sql/50_events/2_functions/tg__pool.sql
-- Keeps the pool of whatever has a limit in step with it: made together, with the same id, raised
-- or lowered afterwards, never below what is sold and held. The limit is the column `capacity`, or
-- `max_uses` of a promo code. No limit is a pool of a billion, so that sales are counted all the
-- same and a limit can still come later. A ticket type draws on its own pool from the start.
create or replace function events.tg__pool()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_new jsonb := to_jsonb(new);
  v_limit text := case tg_table_name when 'promo_codes' then 'max_uses' else 'capacity' end;
  v_capacity integer := coalesce((v_new ->> v_limit)::integer, 1000000000);
  v_event_id uuid := v_new ->> 'event_id';
begin
  if tg_op = 'INSERT' then
    if tg_table_name = 'price_tiers' then
      select t.event_id into strict v_event_id
      from events.ticket_types as t
      where t.org_id = new.org_id and t.id = (v_new ->> 'ticket_type_id')::uuid;
    elsif tg_table_name = 'product_variants' then
      select p.event_id into strict v_event_id
      from events.products as p
      where p.org_id = new.org_id and p.id = (v_new ->> 'product_id')::uuid;
    end if;
    insert into events.capacity_pools (org_id, id, event_id, capacity)
    values (new.org_id, new.id, v_event_id, v_capacity);
    if tg_table_name = 'ticket_types' then
      insert into events.ticket_type_pools (org_id, ticket_type_id, pool_id)
      values (new.org_id, new.id, new.id);
    end if;
  elsif v_new -> v_limit is distinct from to_jsonb(old) -> v_limit then
    perform events.set_capacity(new.org_id, new.id, v_capacity);
  end if;
  return null;
end
$$;
revoke all on function events.tg__pool() from public;

-- sql/50_events/2_functions/tg__same_event.sql
-- Refuses a row that ties something of one event to a ticket type of another, or to one that is
-- deleted: a product, or the ticket types of a promo code or a wave. After the policies had their
-- say, so that nobody learns here what another org has. Raises ticket_type_not_found.
create or replace function events.tg__same_event()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_new jsonb := to_jsonb(new);
  v_event_id uuid;
begin
  v_event_id := case tg_table_name
    when 'products' then (v_new ->> 'event_id')::uuid
    when 'promo_code_ticket_types' then (
      select c.event_id from events.promo_codes as c
      where c.org_id = new.org_id and c.id = (v_new ->> 'promo_code_id')::uuid
    )
    when 'wave_ticket_types' then (
      select w.event_id from events.waves as w
      where w.org_id = new.org_id and w.id = (v_new ->> 'wave_id')::uuid
    )
  end;
  if new.ticket_type_id is not null and not exists (
    select 1 from events.ticket_types as t
    where t.org_id = new.org_id and t.id = new.ticket_type_id
      and t.event_id = v_event_id and t.deleted_at is null
  ) then
    perform core.fail('ticket_type_not_found', jsonb_build_object(
      'ticket_type_id', new.ticket_type_id, 'event_id', v_event_id));
  end if;
  return null;
end
$$;
revoke all on function events.tg__same_event() from public;

-- sql/50_events/2_functions/tg_capacity_pools__insert.sql
-- Makes a shared pool through the view public.capacity_pools, for staff with events.manage; others
-- are refused as by a policy. Raises missing_field, invalid_field.
create or replace function events.tg_capacity_pools__insert()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  if coalesce(new.org_id <> all (array(select tenancy.orgs_with('events.manage'))), true) then
    raise insufficient_privilege using message = 'permission denied to insert into capacity_pools';
  end if;
  new.id := core.new_id();
  new.name := core.require_text('name', new.name, 100);
  if new.capacity is null then
    perform core.fail('missing_field', jsonb_build_object('field', 'capacity'));
  end if;
  perform core.require_range('capacity', new.capacity, 0, 1000000);
  insert into events.capacity_pools (org_id, id, event_id, name, capacity)
  values (new.org_id, new.id, new.event_id, new.name, new.capacity);
  new.taken := 0;
  new.remaining := new.capacity;
  return new;
end
$$;
revoke all on function events.tg_capacity_pools__insert() from public;

-- sql/50_events/2_functions/tg_capacity_pools__lanes.sql
-- Gives each new pool its lanes.
create or replace function events.tg_capacity_pools__lanes()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform events.spread_capacity(new.org_id, new.id, new.capacity);
  return null;
end
$$;
revoke all on function events.tg_capacity_pools__lanes() from public;

-- sql/50_events/2_functions/tg_capacity_pools__update.sql
-- Changes name and capacity of a shared pool through the view public.capacity_pools, for staff with
-- events.manage; to others there is nothing to change. A trigger of the view, because the lanes are
-- locked before the row of the pool. Raises pool_is_not_shared, missing_field, invalid_field,
-- capacity_below_sold.
create or replace function events.tg_capacity_pools__update()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  if old.org_id <> all (array(select tenancy.orgs_with('events.manage'))) then
    return null;
  end if;
  if old.name is null then
    perform core.fail('pool_is_not_shared', jsonb_build_object('pool_id', old.id));
  end if;
  new.name := core.require_text('name', new.name, 100);
  if new.capacity is null then
    perform core.fail('missing_field', jsonb_build_object('field', 'capacity'));
  end if;
  perform core.require_range('capacity', new.capacity, 0, 1000000);
  if new.capacity <> old.capacity then
    perform events.set_capacity(old.org_id, old.id, new.capacity);
    new.remaining := events.remaining_capacity(old.org_id, old.id);
    new.taken := new.capacity - new.remaining;
  end if;
  if new.name <> old.name then
    update events.capacity_pools as p
    set name = new.name
    where p.org_id = old.org_id and p.id = old.id;
  end if;
  return new;
end
$$;
revoke all on function events.tg_capacity_pools__update() from public;

-- sql/50_events/2_functions/tg_event_settings__prepare.sql
-- Checks the rules of an event before they are written, in words that say what is wrong, and counts
-- the changes of its terms. Raises missing_field, invalid_field.
create or replace function events.tg_event_settings__prepare()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_fields constant text[] := array[
    'email', 'phone', 'birth_date', 'gender', 'nationality', 'city', 'club', 'emergency_contact'];
  v_new jsonb := to_jsonb(new);
  v_field text;
begin
  foreach v_field in array array[
    'hold_minutes', 'vat_rate', 'transfers_allowed', 'transfer_fee', 'waitlist_is_open',
    'waitlist_offer_minutes', 'waitlist_max_quantity', 'service_fee_rate', 'service_fee_minimum',
    'service_fee_vat_rate', 'required_profile_fields', 'bibs_assigned_on'
  ] loop
    if v_new ->> v_field is null then
      perform core.fail('missing_field', jsonb_build_object('field', v_field));
    end if;
  end loop;
  perform core.require_range('hold_minutes', new.hold_minutes, 5, 1440);
  perform core.require_range('vat_rate', new.vat_rate, 0, 10000);
  perform core.require_range('transfer_fee', new.transfer_fee, 0, 50000);
  perform core.require_range('transfers_per_ticket', new.transfers_per_ticket, 1, 1000);
  perform core.require_range('waitlist_offer_minutes', new.waitlist_offer_minutes, 10, 20160);
  perform core.require_range('waitlist_max_quantity', new.waitlist_max_quantity, 1, 100);
  perform core.require_range('service_fee_rate', new.service_fee_rate, 0, 10000);
  perform core.require_range('service_fee_minimum', new.service_fee_minimum, 0, 100000);
  perform core.require_range(
    'service_fee_maximum', new.service_fee_maximum, new.service_fee_minimum, 100000);
  perform core.require_range('service_fee_vat_rate', new.service_fee_vat_rate, 0, 10000);

  select f.name into v_field
  from unnest(new.required_profile_fields) as f (name)
  where f.name is null or f.name <> all (v_fields)
  limit 1;
  if found then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'required_profile_fields',
      'reason', format(
        '%s is none of %s', coalesce(v_field, 'null'), array_to_string(v_fields, ', '))));
  end if;
  -- Each once, in our order.
  new.required_profile_fields := array(
    select f.name from unnest(v_fields) with ordinality as f (name, place)
    where f.name = any (new.required_profile_fields)
    order by f.place
  );

  new.terms_nl := nullif(btrim(new.terms_nl, e' \t\r\n'), '');
  new.terms_en := nullif(btrim(new.terms_en, e' \t\r\n'), '');
  perform core.require_range(
    'terms_' || t.language, length(t.text), 0, 50000)
  from (values ('nl', new.terms_nl), ('en', new.terms_en)) as t (language, text);
  if tg_op = 'INSERT' then
    new.terms_version := case when coalesce(new.terms_nl, new.terms_en) is null then 0 else 1 end;
  elsif (new.terms_nl, new.terms_en) is distinct from (old.terms_nl, old.terms_en) then
    new.terms_version := old.terms_version + 1;
  end if;
  return new;
end
$$;
revoke all on function events.tg_event_settings__prepare() from public;

-- sql/50_events/2_functions/tg_events__prepare.sql
-- Completes and checks an event before it is written: the slug is made from the title when left
-- out, the time zone must be one that Postgres knows.
create or replace function events.tg_events__prepare()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  new.title := core.require_text('title', new.title, 200);
  if coalesce(new.slug, '') = '' then
    new.slug := events.free_slug(new.org_id, new.title);
  end if;
  if not events.is_time_zone(new.time_zone) then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'time_zone', 'reason', 'it is not an IANA time zone such as Europe/Amsterdam'));
  end if;
  return new;
end
$$;
revoke all on function events.tg_events__prepare() from public;

-- sql/50_events/2_functions/tg_events__settings.sql
-- Gives each new event its settings.
create or replace function events.tg_events__settings()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  insert into events.event_settings (org_id, event_id) values (new.org_id, new.id);
  return null;
end
$$;
revoke all on function events.tg_events__settings() from public;

-- sql/50_events/2_functions/tg_events__waves.sql
-- Takes the waves of an event along when its new dates leave one of them outside; as long as all
-- still fit, none is touched. Waves that do not fit then either refuse the change, with
-- wave_outside_event.
create or replace function events.tg_events__waves()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  if exists (
    select 1 from events.waves as w
    where w.org_id = new.org_id and w.event_id = new.id and w.deleted_at is null
      and not events.is_during(new, w.starts_at)
  ) then
    -- Their own trigger checks where they land.
    update events.waves as w
    set starts_at = coalesce(events.shifted(
      w.starts_at,
      (new.starts_at at time zone new.time_zone) - (old.starts_at at time zone new.time_zone),
      new.time_zone), w.starts_at)
    where w.org_id = new.org_id and w.event_id = new.id and w.deleted_at is null;
  end if;
  return null;
end
$$;
revoke all on function events.tg_events__waves() from public;

-- sql/50_events/2_functions/tg_promo_codes__prepare.sql
-- Brings a code into its stored form, capitals without blanks around it, and refuses with a
-- sentence what the table's rules would refuse without one. Invoker: whoever may not see an org's
-- codes does not learn here which are taken. Raises missing_field, invalid_field, promo_code_taken.
create or replace function events.tg_promo_codes__prepare()
  returns trigger
  language plpgsql
  volatile
  security invoker
  set search_path = ''
as $$
begin
  new.code := upper(core.require_text('code', new.code, 40));
  if new.code !~ '^[A-Z0-9][A-Z0-9_-]{2,39}$' then
    perform core.fail('invalid_field', jsonb_build_object('field', 'code', 'reason',
      'it consists of 3 to 40 letters A-Z, digits, - and _, and begins with a letter or digit'));
  end if;
  if exists (
    select 1 from events.promo_codes as c
    where c.org_id = new.org_id and c.event_id = new.event_id and c.code = new.code
      and c.deleted_at is null and c.id <> new.id
  ) then
    perform core.fail('promo_code_taken', jsonb_build_object('promo_code', new.code));
  end if;
  return new;
end
$$;
revoke all on function events.tg_promo_codes__prepare() from public;

-- sql/50_events/2_functions/tg_questions__rest.sql
-- A question that comes back after it was deleted is not asked for now if what it depends on was
-- changed meanwhile: its condition is corrected first.
create or replace function events.tg_questions__rest()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  update events.questions as q
  set is_active = false
  where q.org_id = new.org_id
    and q.id = new.id
    and q.is_active
    and q.id in (select b.question_id from events.broken_conditions(new.org_id, new.event_id) as b);
  return null;
end
$$;
revoke all on function events.tg_questions__rest() from public;

-- sql/50_events/2_functions/tg_ticket_type_pools__guard.sql
-- Keeps the pools of a ticket type in order: beside its own, which stays, only shared ones of the
-- same event. Raises pool_not_found, own_pool_stays.
create or replace function events.tg_ticket_type_pools__guard()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  if tg_op = 'DELETE' then
    perform core.fail('own_pool_stays', jsonb_build_object('ticket_type_id', old.ticket_type_id));
  end if;
  if not exists (
    select from events.capacity_pools as p
    join events.ticket_types as t on t.org_id = p.org_id and t.event_id = p.event_id
    where p.org_id = new.org_id and p.id = new.pool_id and p.name is not null
      and t.id = new.ticket_type_id and t.deleted_at is null
  ) then
    perform core.fail('pool_not_found', jsonb_build_object(
      'pool_id', new.pool_id, 'ticket_type_id', new.ticket_type_id));
  end if;
  return null;
end
$$;
revoke all on function events.tg_ticket_type_pools__guard() from public;

-- sql/50_events/2_functions/tg_ticket_types__prepare.sql
-- Completes and checks a ticket type before it is written: the VAT rate is that of the event's
-- settings when left out, the pattern of licence numbers must be a regular expression. An event
-- that is not there is left to the foreign key, and another org's to the policy.
create or replace function events.tg_ticket_types__prepare()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  if tg_op = 'INSERT' and new.vat_rate is null then
    new.vat_rate := coalesce((
      select s.vat_rate
      from events.event_settings as s
      where s.org_id = new.org_id and s.event_id = new.event_id
    ), 0);
  end if;
  new.licence_pattern := nullif(btrim(new.licence_pattern), '');
  begin
    -- As it will be used: it must match a number as a whole.
    perform '' ~ ('^(?:' || new.licence_pattern || ')$');
  exception when invalid_regular_expression then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'licence_pattern', 'reason', 'it is not a regular expression: ' || sqlerrm));
  end;
  return new;
end
$$;
revoke all on function events.tg_ticket_types__prepare() from public;

-- sql/50_events/2_functions/tg_waves__in_use.sql
-- A wave in which somebody has a place, sold or held, is not deleted: they would not know when to
-- start. Raises wave_in_use. Locks the lanes of its pool.
create or replace function events.tg_waves__in_use()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_left bigint;
  v_taken bigint;
begin
  if old.deleted_at is null and new.deleted_at is not null then
    v_left := events.lock_lanes(new.org_id, new.id);
    select p.capacity - v_left into strict v_taken
    from events.capacity_pools as p
    where p.org_id = new.org_id and p.id = new.id;
    if v_taken > 0 then
      perform core.fail('wave_in_use', jsonb_build_object('wave', new.name, 'taken', v_taken));
    end if;
  end if;
  return null;
end
$$;
revoke all on function events.tg_waves__in_use() from public;

-- sql/50_events/2_functions/tg_waves__inside_event.sql
-- A wave starts while its event lasts, as far as the event has dates. Raises wave_outside_event.
create or replace function events.tg_waves__inside_event()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_event events.events;
begin
  -- Against a change of the event's dates at the same time.
  select e.* into strict v_event
  from events.events as e
  where e.org_id = new.org_id and e.id = new.event_id
  for share;
  if new.deleted_at is null and not events.is_during(v_event, new.starts_at) then
    perform core.fail('wave_outside_event', jsonb_build_object(
      'wave', new.name, 'starts_at', new.starts_at,
      'event_starts_at', v_event.starts_at, 'event_ends_at', v_event.ends_at));
  end if;
  return null;
end
$$;
revoke all on function events.tg_waves__inside_event() from public;

-- sql/50_events/2_functions/ticket_type_rooms.sql
-- How many of each ticket type can be had as far as each thing goes that a ticket needs: its pools,
-- all its waves together, each product that is required with it. The least of a ticket type's rows
-- is what is left of it. `p_rooms` is what events.pool_rooms() says.
create or replace function events.ticket_type_rooms(
  p_event events.events,
  p_ticket_type_ids uuid[],
  p_rooms jsonb
)
  returns table (ticket_type_id uuid, room bigint)
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return query
    select m.ticket_type_id, coalesce((p_rooms ->> m.pool_id::text)::bigint, 1000000000)
    from events.ticket_type_pools as m
    where m.org_id = p_event.org_id and m.ticket_type_id = any (p_ticket_type_ids)
    union all
    select w.ticket_type_id,
      sum(coalesce((p_rooms ->> w.wave_id::text)::bigint, 1000000000))::bigint
    from events.waves as v
    join events.wave_ticket_types as w on w.org_id = v.org_id and w.wave_id = v.id
    where v.org_id = p_event.org_id and v.event_id = p_event.id
      and v.is_active and v.deleted_at is null
      and w.ticket_type_id = any (p_ticket_type_ids)
    group by w.ticket_type_id
    union all
    select t.id, p.room
    from events.product_rooms(p_event, p_rooms) as p
    join unnest(p_ticket_type_ids) as t (id) on t.id = coalesce(p.ticket_type_id, t.id)
    where p.is_required;
end
$$;
revoke all on function events.ticket_type_rooms(events.events, uuid[], jsonb) from public;

-- sql/50_events/2_functions/tiers_at.sql
-- The price tiers of ticket types that are not over at a moment (each ticket type has its own), in
-- the order in which they are tried, with whether they are open and how many are left of each, as
-- committed. The rule is that of events.current_tier().
create or replace function events.tiers_at(
  p_org_id uuid,
  p_ticket_type_ids uuid[],
  p_moments timestamptz[]
)
  returns table (tier events.price_tiers, place bigint, is_open boolean, room bigint)
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return query
    select
      t,
      row_number() over (partition by t.ticket_type_id order by t.sort_order, t.price, t.id),
      t.starts_at is null or t.starts_at <= a.moment,
      case when t.capacity is null then 1000000000 else (
        select sum(l.remaining)
        from events.capacity_lanes as l
        where l.org_id = t.org_id and l.pool_id = t.id
      ) end
    from unnest(p_ticket_type_ids, p_moments) as a (ticket_type_id, moment)
    join events.price_tiers as t on t.org_id = p_org_id and t.ticket_type_id = a.ticket_type_id
    where t.is_active and t.deleted_at is null and (t.ends_at is null or t.ends_at > a.moment);
end
$$;
revoke all on function events.tiers_at(uuid, uuid[], timestamptz[]) from public;

-- sql/50_events/2_functions/withdraw_waiver.sql
-- Asks the participants of an event to accept nothing any more; what was accepted stays. Where
-- nothing is asked, nothing changes. For staff with events.manage. Locks: event.
-- Returns {event_id}. Raises missing_field, not_found, not_allowed.
create or replace function events.withdraw_waiver(p_event_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_event events.events := events.lock_event(p_event_id);
  v_waiver events.waivers := events.current_waiver(v_event.org_id, v_event.id);
begin
  update events.waivers as w
  set withdrawn_at = core.clock()
  where w.org_id = v_event.org_id and w.event_id = v_event.id and w.version = v_waiver.version;
  return jsonb_build_object('event_id', v_event.id);
end
$$;
revoke all on function events.withdraw_waiver(uuid) from public;
grant execute on function events.withdraw_waiver(uuid) to authenticated;

-- sql/50_events/3_access/capacity_pools.sql
-- Who sees orders sees how much is sold and held.
-- NOTE: insert and update are not granted, because capacity is kept in the lanes: shared limits are
-- written by triggers of the view, what belongs to something else is made with it.
revoke all on events.capacity_pools, events.capacity_lanes from anon, authenticated, service_role;
grant select on events.capacity_pools to authenticated;
grant select on events.capacity_lanes to authenticated;

create policy select_staff on events.capacity_pools for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('orders.read'))));
create policy select_staff on events.capacity_lanes for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('orders.read'))));

create trigger _500_lanes after insert on events.capacity_pools
  for each row execute function events.tg_capacity_pools__lanes();
-- Pools of something else are audited with it.
create trigger _900_audit after insert or update of name, capacity on events.capacity_pools
  for each row when (new.name is not null)
  execute function core.tg__audit('capacity_pool');

-- sql/50_events/3_access/duplicators.sql
-- Read by duplicate_event only.
revoke all on events.duplicators from anon, authenticated, service_role;
create policy all_nobody on events.duplicators using (false);

-- sql/50_events/3_access/event_contents.sql
-- Staff see the texts of their org's event pages and, with events.manage, write them. Visitors read
-- them through get_event.
-- NOTE: delete is not granted: a text is taken away by setting it to null, an entry or an image by
-- setting deleted_at.
revoke all on events.event_contents from anon, authenticated, service_role;
grant select on events.event_contents to authenticated;
grant insert (
  org_id, event_id, language, title, description, location
) on events.event_contents to authenticated;
grant update (
  title, description, location
) on events.event_contents to authenticated;

create policy select_staff on events.event_contents for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('org.read'))));
create policy insert_manager on events.event_contents for insert to authenticated
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));
create policy update_manager on events.event_contents for update to authenticated
  using (org_id = any (array(select tenancy.orgs_with('events.manage'))))
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));

create trigger _100_touch before update on events.event_contents
  for each row execute function core.tg__touch();
create trigger _900_audit after insert or update or delete on events.event_contents
  for each row execute function core.tg__audit('event_content');

revoke all on events.faq_entries from anon, authenticated, service_role;
grant select on events.faq_entries to authenticated;
grant insert (
  org_id, event_id, language, question, answer, sort_order
) on events.faq_entries to authenticated;
grant update (
  language, question, answer, sort_order, deleted_at
) on events.faq_entries to authenticated;

create policy select_staff on events.faq_entries for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('org.read'))));
create policy insert_manager on events.faq_entries for insert to authenticated
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));
create policy update_manager on events.faq_entries for update to authenticated
  using (org_id = any (array(select tenancy.orgs_with('events.manage'))))
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));

create trigger _100_touch before update on events.faq_entries
  for each row execute function core.tg__touch();
create trigger _900_audit after insert or update or delete on events.faq_entries
  for each row execute function core.tg__audit('faq_entry');

revoke all on events.event_images from anon, authenticated, service_role;
grant select on events.event_images to authenticated;
grant insert (
  org_id, event_id, reference, alt_nl, alt_en, sort_order
) on events.event_images to authenticated;
grant update (
  reference, alt_nl, alt_en, sort_order, deleted_at
) on events.event_images to authenticated;

create policy select_staff on events.event_images for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('org.read'))));
create policy insert_manager on events.event_images for insert to authenticated
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));
create policy update_manager on events.event_images for update to authenticated
  using (org_id = any (array(select tenancy.orgs_with('events.manage'))))
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));

create trigger _100_touch before update on events.event_images
  for each row execute function core.tg__touch();
create trigger _900_audit after insert or update or delete on events.event_images
  for each row execute function core.tg__audit('event_image');

-- sql/50_events/3_access/event_settings.sql
-- Staff see the rules of their org's events and, with events.manage, change them.
-- NOTE: insert is not granted, because an event comes with its settings; update of terms_version is
-- not, because a trigger counts.
revoke all on events.event_settings from anon, authenticated, service_role;
grant select on events.event_settings to authenticated;
grant update (
  hold_minutes, vat_rate, edits_close_at, transfers_allowed, transfers_close_at, transfer_fee,
  transfers_per_ticket, waitlist_is_open, waitlist_offer_minutes, waitlist_max_quantity,
  service_fee_rate, service_fee_minimum, service_fee_maximum, service_fee_vat_rate,
  required_profile_fields, bibs_assigned_on, teams_close_at, terms_nl, terms_en
) on events.event_settings to authenticated;

create policy select_staff on events.event_settings for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('org.read'))));
create policy update_manager on events.event_settings for update to authenticated
  using (org_id = any (array(select tenancy.orgs_with('events.manage'))))
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));

create trigger _050_prepare before insert or update on events.event_settings
  for each row execute function events.tg_event_settings__prepare();
create trigger _100_touch before update on events.event_settings
  for each row execute function core.tg__touch();
create trigger _900_audit after insert or update or delete on events.event_settings
  for each row execute function core.tg__audit('event_settings');

-- sql/50_events/3_access/events.sql
-- Visitors see what is published; staff see all of their org's events and, with events.manage,
-- write them. One policy for both kinds of reader, since a second one would be tried on every row.
-- NOTE: update of status is not granted, because publish_event, close_event and cancel_event check.
-- NOTE: delete is not granted, because deletion is setting deleted_at.
revoke all on events.events from anon, authenticated, service_role;
grant select on events.events to anon, authenticated;
grant insert (
  org_id, title, slug, sport, description, location_name, location_address, time_zone, starts_at,
  ends_at
) on events.events to authenticated;
grant update (
  title, slug, sport, description, location_name, location_address, time_zone, starts_at, ends_at,
  deleted_at
) on events.events to authenticated;

create policy select_visitor on events.events for select to anon
  using (status = 'published' and deleted_at is null);
create policy select_visitor_or_staff on events.events for select to authenticated
  using (
    (status = 'published' and deleted_at is null)
    or org_id = any (array(select tenancy.orgs_with('org.read')))
  );
create policy insert_manager on events.events for insert to authenticated
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));
create policy update_manager on events.events for update to authenticated
  using (org_id = any (array(select tenancy.orgs_with('events.manage'))))
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));

create trigger _050_prepare before insert or update of title, slug, time_zone on events.events
  for each row execute function events.tg_events__prepare();
create trigger _100_touch before update on events.events
  for each row execute function core.tg__touch();
create trigger _200_transition before insert or update of status on events.events
  for each row execute function core.tg__transition('event');
create trigger _500_settings after insert on events.events
  for each row execute function events.tg_events__settings();
create trigger _900_audit after insert or update or delete on events.events
  for each row execute function core.tg__audit('event');

-- sql/50_events/3_access/price_tiers.sql
-- Staff see their org's price tiers and, with events.manage, write them. Visitors read them through
-- get_event.
-- NOTE: update of ticket_type_id is not granted, because orders refer to a tier; delete is not,
-- because deletion is setting deleted_at.
revoke all on events.price_tiers from anon, authenticated, service_role;
grant select on events.price_tiers to authenticated;
grant insert (
  org_id, ticket_type_id, name, price, starts_at, ends_at, capacity, sort_order, is_active
) on events.price_tiers to authenticated;
grant update (
  name, price, starts_at, ends_at, capacity, sort_order, is_active, deleted_at
) on events.price_tiers to authenticated;

create policy select_staff on events.price_tiers for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('org.read'))));
create policy insert_manager on events.price_tiers for insert to authenticated
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));
create policy update_manager on events.price_tiers for update to authenticated
  using (org_id = any (array(select tenancy.orgs_with('events.manage'))))
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));

create trigger _100_touch before update on events.price_tiers
  for each row execute function core.tg__touch();
create trigger _500_pool after insert or update of capacity on events.price_tiers
  for each row execute function events.tg__pool();
create trigger _900_audit after insert or update or delete on events.price_tiers
  for each row execute function core.tg__audit('price_tier');

-- sql/50_events/3_access/products.sql
-- Staff see their org's products and, with events.manage, write them. Visitors read them through
-- get_event.
-- NOTE: update of event_id and product_id is not granted, because orders refer to them.
-- NOTE: delete is not granted, because deletion is setting deleted_at.
revoke all on events.products, events.product_variants from anon, authenticated, service_role;
grant select on events.products, events.product_variants to authenticated;
grant insert (
  org_id, event_id, ticket_type_id, scope, name, description, price, vat_rate, capacity,
  is_required, max_quantity, personalisation_label, personalisation_max_length, sort_order,
  is_active
) on events.products to authenticated;
grant update (
  ticket_type_id, scope, name, description, price, vat_rate, capacity, is_required, max_quantity,
  personalisation_label, personalisation_max_length, sort_order, is_active, deleted_at
) on events.products to authenticated;
grant insert (org_id, product_id, name, price, capacity, sort_order, is_active)
  on events.product_variants to authenticated;
grant update (name, price, capacity, sort_order, is_active, deleted_at)
  on events.product_variants to authenticated;

create policy select_staff on events.products for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('org.read'))));
create policy insert_manager on events.products for insert to authenticated
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));
create policy update_manager on events.products for update to authenticated
  using (org_id = any (array(select tenancy.orgs_with('events.manage'))))
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));

create policy select_staff on events.product_variants for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('org.read'))));
create policy insert_manager on events.product_variants for insert to authenticated
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));
create policy update_manager on events.product_variants for update to authenticated
  using (org_id = any (array(select tenancy.orgs_with('events.manage'))))
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));

create trigger _100_touch before update on events.products
  for each row execute function core.tg__touch();
create trigger _300_same_event after insert or update of ticket_type_id on events.products
  for each row execute function events.tg__same_event();
create trigger _500_pool after insert or update of capacity on events.products
  for each row execute function events.tg__pool();
create trigger _900_audit after insert or update or delete on events.products
  for each row execute function core.tg__audit('product');

create trigger _100_touch before update on events.product_variants
  for each row execute function core.tg__touch();
create trigger _500_pool after insert or update of capacity on events.product_variants
  for each row execute function events.tg__pool();
create trigger _900_audit after insert or update or delete on events.product_variants
  for each row execute function core.tg__audit('product_variant');

-- sql/50_events/3_access/promo_codes.sql
-- Staff see their org's promo codes and, with events.manage, write them. Buyers must know a code;
-- nothing lists them.
-- NOTE: update of event_id is not granted, because orders refer to it.
-- NOTE: delete of a code is not granted, because deletion is setting deleted_at.
revoke all on events.promo_codes, events.promo_code_ticket_types
  from anon, authenticated, service_role;
grant select on events.promo_codes, events.promo_code_ticket_types to authenticated;
grant insert (
  org_id, event_id, code, kind, value, scope, max_uses, starts_at, ends_at, is_active
) on events.promo_codes to authenticated;
grant update (code, kind, value, scope, max_uses, starts_at, ends_at, is_active, deleted_at)
  on events.promo_codes to authenticated;
grant insert (org_id, promo_code_id, ticket_type_id), delete
  on events.promo_code_ticket_types to authenticated;

create policy select_staff on events.promo_codes for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('org.read'))));
create policy insert_manager on events.promo_codes for insert to authenticated
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));
create policy update_manager on events.promo_codes for update to authenticated
  using (org_id = any (array(select tenancy.orgs_with('events.manage'))))
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));

create policy select_staff on events.promo_code_ticket_types for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('org.read'))));
create policy insert_manager on events.promo_code_ticket_types for insert to authenticated
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));
create policy delete_manager on events.promo_code_ticket_types for delete to authenticated
  using (org_id = any (array(select tenancy.orgs_with('events.manage'))));

create trigger _050_prepare before insert or update of code on events.promo_codes
  for each row execute function events.tg_promo_codes__prepare();
create trigger _100_touch before update on events.promo_codes
  for each row execute function core.tg__touch();
create trigger _500_pool after insert or update of max_uses on events.promo_codes
  for each row execute function events.tg__pool();
create trigger _900_audit after insert or update or delete on events.promo_codes
  for each row execute function core.tg__audit('promo_code');

create trigger _300_same_event after insert on events.promo_code_ticket_types
  for each row execute function events.tg__same_event();
create trigger _900_audit after insert or delete on events.promo_code_ticket_types
  for each row execute function core.tg__audit('promo_code_ticket_type');

-- sql/50_events/3_access/questions.sql
-- Staff see what their org asks and has asked. Visitors read it through get_event.
-- NOTE: insert, update and delete are not granted, because save_question and its kin check.
revoke all on events.questions, events.question_versions from anon, authenticated, service_role;
grant select on events.questions, events.question_versions to authenticated;

create policy select_staff on events.questions for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('org.read'))));
create policy select_staff on events.question_versions for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('org.read'))));

create trigger _100_touch before update on events.questions
  for each row execute function core.tg__touch();
create trigger _500_rest after update of deleted_at on events.questions
  for each row when (old.deleted_at is not null and new.deleted_at is null)
  execute function events.tg_questions__rest();
create trigger _900_audit after insert or update or delete on events.questions
  for each row execute function core.tg__audit('question');
create trigger _100_append_only before update or delete on events.question_versions
  for each row execute function core.tg__append_only();
create trigger _900_audit after insert or update or delete on events.question_versions
  for each row execute function core.tg__audit('question_version');

-- sql/50_events/3_access/ticket_types.sql
-- Staff see their org's ticket types and, with events.manage, write them. Visitors read them
-- through get_event, which leaves out what is the organiser's business.
-- NOTE: update of event_id and currency is not granted, because orders refer to them.
-- NOTE: delete is not granted, because deletion is setting deleted_at.
revoke all on events.ticket_types from anon, authenticated, service_role;
grant select on events.ticket_types to authenticated;
grant insert (
  org_id, event_id, name, description, price, currency, vat_rate, capacity, sales_start,
  sales_end, min_per_order, max_per_order, min_age, max_age, requires_licence, licence_pattern,
  team_min, team_max, sort_order, is_active
) on events.ticket_types to authenticated;
grant update (
  name, description, price, vat_rate, capacity, sales_start, sales_end, min_per_order,
  max_per_order, min_age, max_age, requires_licence, licence_pattern, team_min, team_max,
  sort_order, is_active, deleted_at
) on events.ticket_types to authenticated;

create policy select_staff on events.ticket_types for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('org.read'))));
create policy insert_manager on events.ticket_types for insert to authenticated
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));
create policy update_manager on events.ticket_types for update to authenticated
  using (org_id = any (array(select tenancy.orgs_with('events.manage'))))
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));

create trigger _050_prepare before insert or update of licence_pattern on events.ticket_types
  for each row execute function events.tg_ticket_types__prepare();
create trigger _100_touch before update on events.ticket_types
  for each row execute function core.tg__touch();
create trigger _500_pool after insert or update of capacity on events.ticket_types
  for each row execute function events.tg__pool();
create trigger _900_audit after insert or update or delete on events.ticket_types
  for each row execute function core.tg__audit('ticket_type');

-- Staff see which limits a ticket type draws on and, with events.manage, put it onto shared ones
-- and take it off them.
revoke all on events.ticket_type_pools from anon, authenticated, service_role;
grant select, delete on events.ticket_type_pools to authenticated;
grant insert (org_id, ticket_type_id, pool_id) on events.ticket_type_pools to authenticated;

create policy select_staff on events.ticket_type_pools for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('org.read'))));
create policy insert_manager on events.ticket_type_pools for insert to authenticated
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));
create policy delete_manager on events.ticket_type_pools for delete to authenticated
  using (org_id = any (array(select tenancy.orgs_with('events.manage'))));

-- After the row, so that its policy has been asked first.
create trigger _300_guard after insert on events.ticket_type_pools
  for each row when (new.pool_id <> new.ticket_type_id)
  execute function events.tg_ticket_type_pools__guard();
create trigger _310_guard after delete on events.ticket_type_pools
  for each row when (old.pool_id = old.ticket_type_id)
  execute function events.tg_ticket_type_pools__guard();
create trigger _900_audit after insert on events.ticket_type_pools
  for each row when (new.pool_id <> new.ticket_type_id)
  execute function core.tg__audit('ticket_type_pool');
create trigger _910_audit after delete on events.ticket_type_pools
  for each row execute function core.tg__audit('ticket_type_pool');

-- sql/50_events/3_access/waivers.sql
-- Staff see their org's waivers. Visitors read the present one through get_event.
-- NOTE: insert, update and delete are not granted, because publish_waiver checks.
revoke all on events.waivers from anon, authenticated, service_role;
grant select on events.waivers to authenticated;

create policy select_staff on events.waivers for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('org.read'))));

create trigger _100_append_only
  before update of org_id, event_id, version, text_nl, text_en, guardian_below_age or delete
  on events.waivers
  for each row execute function core.tg__append_only();
create trigger _900_audit after insert or update or delete on events.waivers
  for each row execute function core.tg__audit('waiver');

-- sql/50_events/3_access/waves.sql
-- Staff see their org's waves and, with events.manage, write them. Visitors read them through
-- get_event.
-- NOTE: update of event_id is not granted, because registrations refer to it.
-- NOTE: delete of a wave is not granted, because deletion is setting deleted_at.
revoke all on events.waves, events.wave_ticket_types from anon, authenticated, service_role;
grant select on events.waves, events.wave_ticket_types to authenticated;
grant insert (org_id, event_id, name, starts_at, capacity, sort_order, is_active)
  on events.waves to authenticated;
grant update (name, starts_at, capacity, sort_order, is_active, deleted_at)
  on events.waves to authenticated;
grant insert (org_id, wave_id, ticket_type_id), delete
  on events.wave_ticket_types to authenticated;

create policy select_staff on events.waves for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('org.read'))));
create policy insert_manager on events.waves for insert to authenticated
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));
create policy update_manager on events.waves for update to authenticated
  using (org_id = any (array(select tenancy.orgs_with('events.manage'))))
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));

create policy select_staff on events.wave_ticket_types for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('org.read'))));
create policy insert_manager on events.wave_ticket_types for insert to authenticated
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));
create policy delete_manager on events.wave_ticket_types for delete to authenticated
  using (org_id = any (array(select tenancy.orgs_with('events.manage'))));

create trigger _100_touch before update on events.waves
  for each row execute function core.tg__touch();
create trigger _300_inside_event after insert or update of starts_at, deleted_at on events.waves
  for each row execute function events.tg_waves__inside_event();
create trigger _310_in_use after update of deleted_at on events.waves
  for each row execute function events.tg_waves__in_use();
create trigger _500_pool after insert or update of capacity on events.waves
  for each row execute function events.tg__pool();
create trigger _900_audit after insert or update or delete on events.waves
  for each row execute function core.tg__audit('wave');

create trigger _300_same_event after insert on events.wave_ticket_types
  for each row execute function events.tg__same_event();
create trigger _900_audit after insert or delete on events.wave_ticket_types
  for each row execute function core.tg__audit('wave_ticket_type');

create trigger _510_waves after update of starts_at, ends_at on events.events
  for each row execute function events.tg_events__waves();

-- sql/50_events/4_api/cancel_event.sql
create or replace function public.cancel_event(event_id uuid default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select events.cancel_event(cancel_event.event_id)
$$;
revoke all on function public.cancel_event(uuid) from public;
grant execute on function public.cancel_event(uuid) to authenticated;
comment on function public.cancel_event(uuid) is
  'Calls an event off. Needs events.manage. Returns {event_id, status}. Errors: not_found, not_allowed, invalid_transition.';

-- sql/50_events/4_api/capacity_pools.sql
create or replace view public.capacity_pools
with (security_invoker = true) as
select
  p.org_id,
  p.id,
  p.event_id,
  p.name,
  nullif(p.capacity, 1000000000) as capacity,
  p.capacity - (
    select sum(l.remaining)
    from events.capacity_lanes as l
    where l.org_id = p.org_id and l.pool_id = p.id
  )::integer as taken,
  case when p.capacity < 1000000000 then (
    select sum(l.remaining)
    from events.capacity_lanes as l
    where l.org_id = p.org_id and l.pool_id = p.id
  )::integer end as remaining
from events.capacity_pools as p;
revoke all on public.capacity_pools from anon, authenticated, service_role;
grant select on public.capacity_pools to authenticated;
grant insert (org_id, event_id, name, capacity) on public.capacity_pools to authenticated;
grant update (name, capacity) on public.capacity_pools to authenticated;

create trigger _100_insert instead of insert on public.capacity_pools
  for each row execute function events.tg_capacity_pools__insert();
create trigger _200_update instead of update on public.capacity_pools
  for each row execute function events.tg_capacity_pools__update();

comment on view public.capacity_pools is
  'Limits and how much of them is taken, for staff with orders.read. One with a name is shared by ticket types: insert, and update of name and capacity, with events.manage. One without belongs to the ticket type, price tier, wave, product, variant or promo code with its id, and is changed there.';
comment on column public.capacity_pools.capacity is 'null: no limit.';
comment on column public.capacity_pools.taken is 'Sold and held.';
comment on column public.capacity_pools.remaining is 'null: no limit.';

-- sql/50_events/4_api/close_event.sql
create or replace function public.close_event(event_id uuid default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select events.close_event(close_event.event_id)
$$;
revoke all on function public.close_event(uuid) from public;
grant execute on function public.close_event(uuid) to authenticated;
comment on function public.close_event(uuid) is
  'Ends the sale of a published event for good. Needs events.manage. Returns {event_id, status}. Errors: not_found, not_allowed, invalid_transition.';

-- sql/50_events/4_api/delete_question.sql
create or replace function public.delete_question(question_id uuid default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select events.delete_question(delete_question.question_id)
$$;
revoke all on function public.delete_question(uuid) from public, anon, authenticated, service_role;
grant execute on function public.delete_question(uuid) to authenticated;
comment on function public.delete_question(uuid) is
  'Deletes a question; answers to it stay. Needs events.manage. Returns {question_id}. '
  'Errors: missing_field, not_found, not_allowed, question_is_needed (names the questions whose condition looks at it).';

-- sql/50_events/4_api/duplicate_event.sql
create or replace function public.duplicate_event(
  event_id uuid default null,
  starts_at timestamptz default null,
  title text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select events.duplicate_event(
    duplicate_event.event_id, duplicate_event.starts_at, duplicate_event.title)
$$;
revoke all on function public.duplicate_event(uuid, timestamptz, text)
  from public, anon, authenticated, service_role;
grant execute on function public.duplicate_event(uuid, timestamptz, text) to authenticated;
comment on function public.duplicate_event(uuid, timestamptz, text) is
  'Copies an event with all that was set up for it to another date, as a draft; needs events.manage. '
  'Every moment moves along on the clocks of the event''s time zone: what was at ten o''clock stays at ten o''clock. '
  'Nothing sold, entered or deleted is copied; promo codes are unused. Called twice it makes two drafts. '
  'Returns {event_id, status, title, slug, starts_at, ends_at}. Errors: missing_field, invalid_field, not_found, not_allowed.';

-- sql/50_events/4_api/event_contents.sql
create or replace view public.event_contents
with (security_invoker = true) as
select
  c.org_id,
  c.event_id,
  c.language,
  c.title,
  c.description,
  c.location,
  c.created_at,
  c.updated_at
from events.event_contents as c;
revoke all on public.event_contents from anon, authenticated, service_role;
grant select on public.event_contents to authenticated;
grant insert (
  org_id, event_id, language, title, description, location
) on public.event_contents to authenticated;
grant update (
  title, description, location
) on public.event_contents to authenticated;
comment on view public.event_contents is
  'The texts of event pages, one row per event and language (nl, en), for staff: insert and update with events.manage. Where a language has no text, the events own is shown.';
comment on column public.event_contents.title is
  'Instead of the title of the event.';
comment on column public.event_contents.description is
  'Instead of the description of the event.';
comment on column public.event_contents.location is
  'How to get there, where to park.';

-- sql/50_events/4_api/event_images.sql
create or replace view public.event_images
with (security_invoker = true) as
select
  i.org_id,
  i.id,
  i.event_id,
  i.reference,
  i.alt_nl,
  i.alt_en,
  i.sort_order,
  i.created_at,
  i.updated_at,
  i.deleted_at
from events.event_images as i
where i.deleted_at is null;
revoke all on public.event_images from anon, authenticated, service_role;
grant select on public.event_images to authenticated;
grant insert (
  org_id, event_id, reference, alt_nl, alt_en, sort_order
) on public.event_images to authenticated;
grant update (
  reference, alt_nl, alt_en, sort_order, deleted_at
) on public.event_images to authenticated;
comment on view public.event_images is
  'Images of event pages by reference, for staff: insert and update with events.manage.';
comment on column public.event_images.reference is
  'A path in Supabase Storage or an https address.';
comment on column public.event_images.deleted_at is
  'Set it to delete the image.';

-- sql/50_events/4_api/event_settings.sql
create or replace view public.event_settings
with (security_invoker = true) as
select
  s.org_id,
  s.event_id,
  s.hold_minutes,
  s.vat_rate,
  s.edits_close_at,
  s.transfers_allowed,
  s.transfers_close_at,
  s.transfer_fee,
  s.transfers_per_ticket,
  s.waitlist_is_open,
  s.waitlist_offer_minutes,
  s.waitlist_max_quantity,
  s.service_fee_rate,
  s.service_fee_minimum,
  s.service_fee_maximum,
  s.service_fee_vat_rate,
  s.required_profile_fields,
  s.bibs_assigned_on,
  s.teams_close_at,
  s.terms_nl,
  s.terms_en,
  s.terms_version,
  s.created_at,
  s.updated_at
from events.event_settings as s;
revoke all on public.event_settings from anon, authenticated, service_role;
grant select on public.event_settings to authenticated;
grant update (
  hold_minutes, vat_rate, edits_close_at, transfers_allowed, transfers_close_at, transfer_fee,
  transfers_per_ticket, waitlist_is_open, waitlist_offer_minutes, waitlist_max_quantity,
  service_fee_rate, service_fee_minimum, service_fee_maximum, service_fee_vat_rate,
  required_profile_fields, bibs_assigned_on, teams_close_at, terms_nl, terms_en
) on public.event_settings to authenticated;
comment on view public.event_settings is
  'The rules of each event, for staff: update with events.manage. Amounts in cents, rates in basis points, null for no limit of its own.';
comment on column public.event_settings.required_profile_fields is
  'What every participant must give beside a name: email, phone, birth_date, gender, nationality, city, club, emergency_contact.';
comment on column public.event_settings.terms_version is
  'Counts the changes of the terms.';
comment on column public.event_settings.service_fee_rate is
  'Of what the tickets and products of an order cost after discount; once per order, VAT included.';
comment on column public.event_settings.bibs_assigned_on is
  'settlement: with each paid order; command: when staff says so.';

-- sql/50_events/4_api/events.sql
create or replace view public.events
with (security_invoker = true) as
select
  e.org_id,
  e.id,
  e.title,
  e.slug,
  e.sport,
  e.description,
  e.location_name,
  e.location_address,
  e.time_zone,
  e.starts_at,
  e.ends_at,
  e.status,
  e.published_at,
  e.closed_at,
  e.cancelled_at,
  e.created_at,
  e.updated_at,
  e.deleted_at
from events.events as e
where e.deleted_at is null;
revoke all on public.events from anon, authenticated, service_role;
grant select on public.events to authenticated;
grant insert (
  org_id, title, slug, sport, description, location_name, location_address, time_zone, starts_at,
  ends_at
) on public.events to authenticated;
grant update (
  title, slug, sport, description, location_name, location_address, time_zone, starts_at, ends_at,
  deleted_at
) on public.events to authenticated;
comment on view public.events is
  'Events for staff: insert and update with events.manage; the status moves with publish_event, close_event, cancel_event.';
comment on column public.events.slug is 'Made from the title when left out.';
comment on column public.events.deleted_at is 'Set it to delete a draft.';

-- sql/50_events/4_api/faq_entries.sql
create or replace view public.faq_entries
with (security_invoker = true) as
select
  f.org_id,
  f.id,
  f.event_id,
  f.language,
  f.question,
  f.answer,
  f.sort_order,
  f.created_at,
  f.updated_at,
  f.deleted_at
from events.faq_entries as f
where f.deleted_at is null;
revoke all on public.faq_entries from anon, authenticated, service_role;
grant select on public.faq_entries to authenticated;
grant insert (
  org_id, event_id, language, question, answer, sort_order
) on public.faq_entries to authenticated;
grant update (
  language, question, answer, sort_order, deleted_at
) on public.faq_entries to authenticated;
comment on view public.faq_entries is
  'Questions with answers on event pages, for staff: insert and update with events.manage.';
comment on column public.faq_entries.deleted_at is
  'Set it to delete the entry.';

-- sql/50_events/4_api/get_event.sql
create or replace function public.get_event(
  event_id uuid default null,
  org_slug text default null,
  slug text default null,
  language text default null
)
  returns jsonb
  language sql
  stable
  security invoker
  set search_path = ''
as $$
  select events.event_page(
    get_event.event_id, get_event.org_slug, get_event.slug, get_event.language)
$$;
revoke all on function public.get_event(uuid, text, text, text) from public;
grant execute on function public.get_event(uuid, text, text, text) to anon, authenticated;
comment on function public.get_event(uuid, text, text, text) is
  'All that the page and the order form of a published event need, by event_id or by org_slug and slug, in a language (nl, en; else that of Accept-Language). Texts, faq, images; settings with the terms and the service fee rule; ticket_types, each with price in cents, price_tier (up to its max_quantity) and upcoming_tiers, state (on_sale, not_started, ended, sold_out) and max_quantity that one order can have now; waves with state (open, full); products with variants; questions; the waiver. Errors: event_not_found, invalid_field.';

-- sql/50_events/4_api/order_questions.sql
create or replace function public.order_questions(
  event_id uuid default null,
  question_ids uuid[] default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select events.order_questions(order_questions.event_id, order_questions.question_ids)
$$;
revoke all on function public.order_questions(uuid, uuid[])
  from public, anon, authenticated, service_role;
grant execute on function public.order_questions(uuid, uuid[]) to authenticated;
comment on function public.order_questions(uuid, uuid[]) is
  'Puts the questions of an event in order: all of them, each once, none before one that it depends on. Needs events.manage. '
  'Returns {event_id, question_ids}. Errors: missing_field, invalid_field, not_found, not_allowed.';

-- sql/50_events/4_api/price_tiers.sql
create or replace view public.price_tiers
with (security_invoker = true) as
select
  p.org_id,
  p.id,
  p.ticket_type_id,
  p.name,
  p.price,
  p.starts_at,
  p.ends_at,
  p.capacity,
  p.sort_order,
  p.is_active,
  p.created_at,
  p.updated_at,
  p.deleted_at
from events.price_tiers as p
where p.deleted_at is null;
revoke all on public.price_tiers from anon, authenticated, service_role;
grant select on public.price_tiers to authenticated;
grant insert (
  org_id, ticket_type_id, name, price, starts_at, ends_at, capacity, sort_order, is_active
) on public.price_tiers to authenticated;
grant update (
  name, price, starts_at, ends_at, capacity, sort_order, is_active, deleted_at
) on public.price_tiers to authenticated;
comment on view public.price_tiers is
  'Prices of ticket types by date and by quantity, for staff: insert and update with events.manage. The first in order that is open and has room for a whole line is its price. Cents, VAT included.';
comment on column public.price_tiers.capacity is
  'How many are sold at this price; null: any number. Never below what is sold and held.';
comment on column public.price_tiers.sort_order is
  'The order in which tiers are tried; then the cheapest first.';
comment on column public.price_tiers.deleted_at is
  'Set it to delete the tier.';

-- sql/50_events/4_api/product_variants.sql
create or replace view public.product_variants
with (security_invoker = true) as
select
  v.org_id,
  v.id,
  v.product_id,
  v.name,
  v.price,
  v.capacity,
  v.sort_order,
  v.is_active,
  v.created_at,
  v.updated_at,
  v.deleted_at
from events.product_variants as v
where v.deleted_at is null;
revoke all on public.product_variants from anon, authenticated, service_role;
grant select on public.product_variants to authenticated;
grant insert (
  org_id, product_id, name, price, capacity, sort_order, is_active
) on public.product_variants to authenticated;
grant update (name, price, capacity, sort_order, is_active, deleted_at)
  on public.product_variants to authenticated;
comment on view public.product_variants is
  'Sizes, colours and other kinds of products, for staff: insert and update with events.manage.';
comment on column public.product_variants.price is 'Cents, VAT included; null: the product''s price.';
comment on column public.product_variants.capacity is
  'Its own stock, beside that of the product; null is unlimited.';
comment on column public.product_variants.deleted_at is
  'Set it to delete the variant; an owner can restore it.';

-- sql/50_events/4_api/products.sql
create or replace view public.products
with (security_invoker = true) as
select
  p.org_id,
  p.id,
  p.event_id,
  p.ticket_type_id,
  p.scope,
  p.name,
  p.description,
  p.price,
  p.vat_rate,
  p.capacity,
  p.is_required,
  p.max_quantity,
  p.personalisation_label,
  p.personalisation_max_length,
  p.sort_order,
  p.is_active,
  p.created_at,
  p.updated_at,
  p.deleted_at
from events.products as p
where p.deleted_at is null;
revoke all on public.products from anon, authenticated, service_role;
grant select on public.products to authenticated;
grant insert (
  org_id, event_id, ticket_type_id, scope, name, description, price, vat_rate, capacity,
  is_required, max_quantity, personalisation_label, personalisation_max_length, sort_order,
  is_active
) on public.products to authenticated;
grant update (
  ticket_type_id, scope, name, description, price, vat_rate, capacity, is_required,
  max_quantity, personalisation_label, personalisation_max_length, sort_order, is_active,
  deleted_at
) on public.products to authenticated;
comment on view public.products is
  'What events sell beside starts, for staff: insert and update with events.manage. Prices in cents, VAT included.';
comment on column public.products.ticket_type_id is 'The ticket type that it is sold with; null: all of them.';
comment on column public.products.scope is 'ticket: goes with each ticket; order: once per order.';
comment on column public.products.vat_rate is 'Basis points: 2100 is 21 %, also when left out.';
comment on column public.products.capacity is 'Stock of all variants together; null is unlimited. Never below what is sold and held, which capacity_pools tells.';
comment on column public.products.is_required is 'Each ticket, or order, must have at least one.';
comment on column public.products.max_quantity is 'How many per ticket, or per order.';
comment on column public.products.personalisation_label is 'What to ask for, e.g. the name to engrave; null: nothing.';
comment on column public.products.deleted_at is 'Set it to delete the product; an owner can restore it.';

-- sql/50_events/4_api/promo_code_ticket_types.sql
create or replace view public.promo_code_ticket_types
with (security_invoker = true) as
select m.org_id, m.promo_code_id, m.ticket_type_id
from events.promo_code_ticket_types as m;
revoke all on public.promo_code_ticket_types from anon, authenticated, service_role;
grant select, delete on public.promo_code_ticket_types to authenticated;
grant insert (org_id, promo_code_id, ticket_type_id)
  on public.promo_code_ticket_types to authenticated;
comment on view public.promo_code_ticket_types is
  'The ticket types that promo codes are for, for staff: insert and delete with events.manage. A code without any is for all of its event.';

-- sql/50_events/4_api/promo_codes.sql
create or replace view public.promo_codes
with (security_invoker = true) as
select
  c.org_id,
  c.id,
  c.event_id,
  c.code,
  c.kind,
  c.value,
  c.scope,
  c.max_uses,
  c.starts_at,
  c.ends_at,
  c.is_active,
  c.created_at,
  c.updated_at,
  c.deleted_at,
  case when c.org_id = any (array(select tenancy.orgs_with('orders.read'))) then coalesce((
    select k.capacity - sum(l.remaining)
    from events.capacity_pools as k
    join events.capacity_lanes as l on l.org_id = k.org_id and l.pool_id = k.id
    where k.org_id = c.org_id and k.id = c.id
    group by k.capacity
  ), 0) end as used,
  case when c.org_id = any (array(select tenancy.orgs_with('orders.read'))) then
    c.max_uses - coalesce((
    select k.capacity - sum(l.remaining)
    from events.capacity_pools as k
    join events.capacity_lanes as l on l.org_id = k.org_id and l.pool_id = k.id
    where k.org_id = c.org_id and k.id = c.id
    group by k.capacity
  ), 0) end as uses_left
from events.promo_codes as c
where c.deleted_at is null;
revoke all on public.promo_codes from anon, authenticated, service_role;
grant select on public.promo_codes to authenticated;
grant insert (
  org_id, event_id, code, kind, value, scope, max_uses, starts_at, ends_at, is_active
) on public.promo_codes to authenticated;
grant update (
  code, kind, value, scope, max_uses, starts_at, ends_at, is_active, deleted_at
) on public.promo_codes to authenticated;
comment on view public.promo_codes is
  'Discounts for whoever knows the code, for staff: insert and update with events.manage. promo_code_ticket_types says what they are for.';
comment on column public.promo_codes.code is 'Kept in capitals; buyers may type it as they like.';
comment on column public.promo_codes.value is 'Basis points of a percentage (1000 is 10 %), cents of an amount.';
comment on column public.promo_codes.scope is
  'order: once off what its tickets cost, one use; ticket: off each ticket, a use for each.';
comment on column public.promo_codes.max_uses is 'null: any number. Never below what is used.';
comment on column public.promo_codes.used is
  'Uses in orders that are paid or hold places; for staff with orders.read, else null.';
comment on column public.promo_codes.uses_left is
  'For staff with orders.read; null: any number.';
comment on column public.promo_codes.deleted_at is 'Set it to delete the code; an owner can restore it.';

-- sql/50_events/4_api/publish_event.sql
create or replace function public.publish_event(event_id uuid default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select events.publish_event(publish_event.event_id)
$$;
revoke all on function public.publish_event(uuid) from public;
grant execute on function public.publish_event(uuid) to authenticated;
comment on function public.publish_event(uuid) is
  'Puts a draft event on sale. Needs events.manage. Returns {event_id, status}. Errors: not_found, not_allowed, event_incomplete (names all that is missing), org_suspended, invalid_transition.';

-- sql/50_events/4_api/publish_waiver.sql
create or replace function public.publish_waiver(
  event_id uuid default null,
  text_nl text default null,
  text_en text default null,
  guardian_below_age integer default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select events.publish_waiver(
    publish_waiver.event_id,
    publish_waiver.text_nl,
    publish_waiver.text_en,
    publish_waiver.guardian_below_age
  )
$$;
revoke all on function public.publish_waiver(uuid, text, text, integer)
  from public, anon, authenticated, service_role;
grant execute on function public.publish_waiver(uuid, text, text, integer) to authenticated;
comment on function public.publish_waiver(uuid, text, text, integer) is
  'Asks the participants of an event to accept a statement, in one language or both; whoever is younger than guardian_below_age (18 when left out) '
  'on race day needs a guardian. Needs events.manage. A new version when anything differs from the newest, else that one, in force again. '
  'Returns {event_id, version}. Errors: missing_field, invalid_field, not_found, not_allowed.';

-- sql/50_events/4_api/published_events.sql
create or replace view public.published_events
with (security_invoker = true) as
select
  e.id,
  e.org_id,
  e.title,
  e.slug,
  e.sport,
  e.location_name,
  e.location_address,
  e.time_zone,
  e.starts_at,
  e.ends_at
from events.events as e
where e.status = 'published' and e.deleted_at is null;
revoke all on public.published_events from anon, authenticated, service_role;
grant select on public.published_events to anon, authenticated;
comment on view public.published_events is
  'Events on sale, for everyone. Filter and order as you like; get_event gives one with its tickets.';

-- sql/50_events/4_api/question_versions.sql
create or replace view public.question_versions
with (security_invoker = true) as
select
  v.org_id,
  v.question_id,
  v.version,
  q.event_id,
  v.kind,
  v.label_nl,
  v.label_en,
  v.help_nl,
  v.help_en,
  v.is_required,
  v.options,
  v.rules,
  v.condition,
  v.created_at
from events.question_versions as v
inner join events.questions as q on q.org_id = v.org_id and q.id = v.question_id
where q.deleted_at is null;
revoke all on public.question_versions from anon, authenticated, service_role;
grant select on public.question_versions to authenticated;
create or replace trigger _100_read_only
  instead of insert or update or delete on public.question_versions
  for each row execute function core.tg__read_only();
comment on view public.question_versions is
  'What each question asked in all its versions, for staff with org.read. An answer names the version that it answered.';

-- sql/50_events/4_api/questions.sql
create or replace view public.questions
with (security_invoker = true) as
select
  q.org_id,
  q.id,
  q.event_id,
  q.ticket_type_id,
  q.version,
  v.kind,
  v.label_nl,
  v.label_en,
  v.help_nl,
  v.help_en,
  v.is_required,
  v.options,
  v.rules,
  v.condition,
  q.sort_order,
  q.is_active,
  q.created_at,
  q.updated_at
from events.questions as q
inner join events.question_versions as v
  on v.org_id = q.org_id and v.question_id = q.id and v.version = q.version
where q.deleted_at is null;
revoke all on public.questions from anon, authenticated, service_role;
grant select on public.questions to authenticated;
create or replace trigger _100_read_only
  instead of insert or update or delete on public.questions
  for each row execute function core.tg__read_only();
comment on view public.questions is
  'What events ask of participants now, for staff with org.read; written with save_question, delete_question, order_questions.';
comment on column public.questions.ticket_type_id is 'Null: asked of all ticket types.';
comment on column public.questions.version is 'Counts the changes of what is asked.';
comment on column public.questions.options is
  'Of choices: [{"value": text, "label_nl": text, "label_en": text}], in order.';
comment on column public.questions.rules is
  '{"min", "max"} for number and date, {"max_length"} for text, {"max_choices"} for multiple_choice.';
comment on column public.questions.condition is
  '{"question_id": uuid, "any_of": [values]}: asked only when that answer is one of these.';

-- sql/50_events/4_api/save_question.sql
create or replace function public.save_question(
  event_id uuid default null,
  question_id uuid default null,
  ticket_type_id uuid default null,
  kind text default null,
  label_nl text default null,
  label_en text default null,
  help_nl text default null,
  help_en text default null,
  is_required boolean default null,
  options jsonb default null,
  rules jsonb default null,
  condition jsonb default null,
  sort_order integer default null,
  is_active boolean default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select events.save_question(
    save_question.event_id,
    save_question.question_id,
    save_question.ticket_type_id,
    save_question.kind,
    save_question.label_nl,
    save_question.label_en,
    save_question.help_nl,
    save_question.help_en,
    save_question.is_required,
    save_question.options,
    save_question.rules,
    save_question.condition,
    save_question.sort_order,
    save_question.is_active
  )
$$;
revoke all on function
  public.save_question(
    uuid, uuid, uuid, text, text, text, text, text, boolean, jsonb, jsonb, jsonb, integer, boolean
  )
  from public, anon, authenticated, service_role;
grant execute on function
  public.save_question(
    uuid, uuid, uuid, text, text, text, text, text, boolean, jsonb, jsonb, jsonb, integer, boolean
  )
  to authenticated;
comment on function
  public.save_question(
    uuid, uuid, uuid, text, text, text, text, text, boolean, jsonb, jsonb, jsonb, integer, boolean
  )
is
  'Makes a question to the participants of an event (without question_id), or writes all of one anew. Needs events.manage. '
  'kind is text, number, choice, multiple_choice, date, country, phone, checkbox or file; a label is needed in one language or both; '
  'without ticket_type_id it is asked of all. options, for choices: [{"value", "label_nl", "label_en"}]. rules: {"min", "max"} for number and date, '
  '{"max_length"} for text (1000 when left out), {"max_choices"} for multiple_choice. condition: {"question_id", "any_of": [values]}, an earlier question of the event. '
  'A change of what is asked is a new version; answers keep the one they answered. A required checkbox must be ticked. '
  'sort_order and is_active stay as they are when left out; a new question is the last, and active. '
  'Returns {question_id, event_id, version, sort_order, is_active}. '
  'Errors: missing_field, invalid_field, not_found, not_allowed, ticket_type_not_found, question_is_needed.';

-- sql/50_events/4_api/ticket_type_pools.sql
create or replace view public.ticket_type_pools
with (security_invoker = true) as
select m.org_id, m.ticket_type_id, m.pool_id
from events.ticket_type_pools as m;
revoke all on public.ticket_type_pools from anon, authenticated, service_role;
grant select, delete on public.ticket_type_pools to authenticated;
grant insert (org_id, ticket_type_id, pool_id) on public.ticket_type_pools to authenticated;
comment on view public.ticket_type_pools is
  'The limits that each ticket type draws on, for staff: its own, which has its id, and shared ones, which are put and taken away here (insert and delete with events.manage). What is sold and held already counts: an insert that does not fit is refused with capacity_below_sold.';

-- sql/50_events/4_api/ticket_types.sql
create or replace view public.ticket_types
with (security_invoker = true) as
select
  t.org_id,
  t.id,
  t.event_id,
  t.name,
  t.description,
  t.price,
  t.currency,
  t.vat_rate,
  t.capacity,
  t.sales_start,
  t.sales_end,
  t.min_per_order,
  t.max_per_order,
  t.min_age,
  t.max_age,
  t.requires_licence,
  t.licence_pattern,
  t.team_min,
  t.team_max,
  t.sort_order,
  t.is_active,
  t.created_at,
  t.updated_at,
  t.deleted_at
from events.ticket_types as t
where t.deleted_at is null;
revoke all on public.ticket_types from anon, authenticated, service_role;
grant select on public.ticket_types to authenticated;
grant insert (
  org_id, event_id, name, description, price, currency, vat_rate, capacity, sales_start,
  sales_end, min_per_order, max_per_order, min_age, max_age, requires_licence, licence_pattern,
  team_min, team_max, sort_order, is_active
) on public.ticket_types to authenticated;
grant update (
  name, description, price, vat_rate, capacity, sales_start, sales_end, min_per_order,
  max_per_order, min_age, max_age, requires_licence, licence_pattern, team_min, team_max,
  sort_order, is_active, deleted_at
) on public.ticket_types to authenticated;
comment on view public.ticket_types is
  'What events sell, for staff: insert and update with events.manage. Prices in cents, VAT included.';
comment on column public.ticket_types.vat_rate is
  'Basis points: 900 is 9 %. That of the events settings when left out.';
comment on column public.ticket_types.capacity is
  'Places; null is unlimited. Never below what is sold and held.';
comment on column public.ticket_types.min_age is
  'In years on race day.';
comment on column public.ticket_types.licence_pattern is
  'A regular expression that a licence number must match; null: any will do.';
comment on column public.ticket_types.team_max is
  'One ticket is one team of team_min to team_max people; null: one person.';

-- sql/50_events/4_api/waivers.sql
create or replace view public.waivers
with (security_invoker = true) as
select
  w.org_id,
  w.event_id,
  w.version,
  w.text_nl,
  w.text_en,
  w.guardian_below_age,
  w.created_at,
  w.withdrawn_at,
  w.withdrawn_at is null and not exists (
    select
    from events.waivers as later
    where later.org_id = w.org_id and later.event_id = w.event_id and later.version > w.version
  ) as is_current
from events.waivers as w;
revoke all on public.waivers from anon, authenticated, service_role;
grant select on public.waivers to authenticated;
comment on view public.waivers is
  'What participants of events accept, in all its versions, for staff with org.read; written with publish_waiver and withdraw_waiver.';
comment on column public.waivers.guardian_below_age is
  'Whoever is younger on race day needs the acceptance of a guardian.';
comment on column public.waivers.is_current is 'Whether participants are asked to accept this one now.';

-- sql/50_events/4_api/wave_ticket_types.sql
create or replace view public.wave_ticket_types
with (security_invoker = true) as
select m.org_id, m.wave_id, m.ticket_type_id
from events.wave_ticket_types as m;
revoke all on public.wave_ticket_types from anon, authenticated, service_role;
grant select, delete on public.wave_ticket_types to authenticated;
grant insert (org_id, wave_id, ticket_type_id)
  on public.wave_ticket_types to authenticated;
comment on view public.wave_ticket_types is
  'The ticket types that start in each wave, for staff: insert and delete with events.manage. A ticket type with waves asks its buyers to choose one.';

-- sql/50_events/4_api/waves.sql
create or replace view public.waves
with (security_invoker = true) as
select
  w.org_id,
  w.id,
  w.event_id,
  w.name,
  w.starts_at,
  w.capacity,
  w.sort_order,
  w.is_active,
  w.created_at,
  w.updated_at,
  w.deleted_at
from events.waves as w
where w.deleted_at is null;
revoke all on public.waves from anon, authenticated, service_role;
grant select on public.waves to authenticated;
grant insert (
  org_id, event_id, name, starts_at, capacity, sort_order, is_active
) on public.waves to authenticated;
grant update (
  name, starts_at, capacity, sort_order, is_active, deleted_at
) on public.waves to authenticated;
comment on view public.waves is
  'Who starts together, when, and how many fit; for staff: insert and update with events.manage. wave_ticket_types says which ticket types start in them.';
comment on column public.waves.starts_at is
  'Within the event. When the event moves and a wave would fall outside, all waves move with it.';
comment on column public.waves.capacity is 'Places; null is unlimited. Never below what is sold and held, which capacity_pools tells.';
comment on column public.waves.deleted_at is
  'Set it to delete a wave in which nobody has a place; an owner can restore it.';

-- sql/50_events/4_api/withdraw_waiver.sql
create or replace function public.withdraw_waiver(event_id uuid default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select events.withdraw_waiver(withdraw_waiver.event_id)
$$;
revoke all on function public.withdraw_waiver(uuid) from public, anon, authenticated, service_role;
grant execute on function public.withdraw_waiver(uuid) to authenticated;
comment on function public.withdraw_waiver(uuid) is
  'Asks the participants of an event to accept nothing any more; what was accepted is kept. Needs events.manage. '
  'Returns {event_id}. Errors: missing_field, not_found, not_allowed.';

-- sql/60_sales/1_tables/_schema.sql
-- Room sales: orders and what they yield. It registers the payable kind `order`, so that payments
-- settles and releases orders without knowing them.

create schema sales;
comment on schema sales is 'Orders, order items, capacity claims, ticket instances.';
grant usage on schema sales to anon, authenticated, service_role;

create type sales.order_status as enum (
  'pending', 'paid', 'failed', 'cancelled', 'expired', 'overbooked', 'partially_refunded', 'refunded'
);
comment on type sales.order_status is 'Where an order stands.';

create type sales.ticket_instance_status as enum ('valid', 'used', 'refunded', 'void');
comment on type sales.ticket_instance_status is 'Whether a ticket instance admits its holder.';

create type sales.item_kind as enum ('ticket', 'product');
comment on type sales.item_kind is 'What a line of an order is.';

create type sales.settlement as enum ('provider', 'free', 'complimentary', 'invoice', 'cash', 'bank');
comment on type sales.settlement is
  'How an order is paid for: at the provider, not at all, or past it by agreement with staff.';

create type sales.registration_status as enum (
  'pending', 'paid', 'cancelled', 'refunded', 'waitlisted'
);
comment on type sales.registration_status is 'Where somebody''s taking part stands.';

create type sales.team_status as enum ('forming', 'complete', 'incomplete', 'withdrawn');
comment on type sales.team_status is 'Where a team stands.';

create type sales.bib_status as enum ('reserved', 'assigned', 'returned');
comment on type sales.bib_status is 'Whether a start number is kept apart, worn, or free again.';

create type sales.entry as (
  line integer,
  position integer,
  ticket_type_id uuid,
  wave_id uuid,
  participant_id uuid,
  participant jsonb,
  details jsonb,
  licence_number text,
  age integer,
  answers jsonb,
  waiver_version integer,
  waiver_by text,
  waiver_is_guardian boolean,
  team_name text
);
comment on type sales.entry is
  'Who takes part with one ticket of a cart, checked: a known participant, or a new one''s fields.';

create type sales.entry_rule as (
  ticket_type_id uuid,
  ticket_type text,
  race_day date,
  required_fields text[],
  min_age integer,
  max_age integer,
  requires_licence boolean,
  licence_pattern text,
  is_team boolean,
  wave_ids uuid[],
  waiver_version integer,
  guardian_below_age integer
);
comment on type sales.entry_rule is 'What a ticket type asks of whoever takes part with it.';

create type sales.cart_line as (
  kind sales.item_kind,
  ticket_type_id uuid,
  product_id uuid,
  variant_id uuid,
  for_line smallint,
  for_position smallint,
  quantity integer,
  unit_amount integer,
  personalisation text
);
comment on type sales.cart_line is
  'One line of what somebody wants. unit_amount is the price that the buyer saw, if it was sent.';

create type sales.order_line as (
  kind sales.item_kind,
  ticket_type_id uuid,
  price_tier_id uuid,
  product_id uuid,
  variant_id uuid,
  for_line smallint,
  for_position smallint,
  name text,
  personalisation text,
  quantity integer,
  unit_amount integer,
  discount_amount integer,
  vat_rate integer,
  vat_amount integer
);
comment on type sales.order_line is 'One line of a cart, priced. Cents and basis points.';

create type sales.demand as (
  pool_ids uuid[],
  quantities integer[]
);
comment on type sales.demand is
  'What is wanted of capacity pools: each pool once, in ascending order, and how much of it.';

create type sales.offer as (
  lines sales.order_line[],
  promo_code_id uuid,
  promo_uses integer,
  subtotal_amount bigint,
  discount_amount bigint,
  service_fee_amount bigint,
  service_fee_vat_amount bigint,
  service_fee_rule jsonb,
  vat_amount bigint,
  total_amount bigint,
  demand sales.demand
);
comment on type sales.offer is 'A cart at our prices, and what it takes. Cents, VAT included.';

insert into core.transitions (machine, from_state, to_state, description) values
  ('order', 'new', 'pending', 'Placed; its capacity is held.'),
  ('order', 'new', 'paid', 'Placed, and free: settled at once.'),
  ('order', 'pending', 'paid', 'Paid.'),
  ('order', 'pending', 'failed', 'The payment failed; the hold is released.'),
  ('order', 'pending', 'cancelled', 'The payment was cancelled; the hold is released.'),
  ('order', 'pending', 'expired', 'Not paid in time; the hold is released.'),
  ('order', 'pending', 'overbooked', 'Paid, but the event was called off meanwhile: money goes back.'),
  ('order', 'failed', 'pending', 'Tried again; capacity is held anew.'),
  ('order', 'cancelled', 'pending', 'Tried again; capacity is held anew.'),
  ('order', 'expired', 'pending', 'Tried again; capacity is held anew.'),
  ('order', 'failed', 'paid', 'Late money, and there was still room.'),
  ('order', 'cancelled', 'paid', 'Late money, and there was still room.'),
  ('order', 'expired', 'paid', 'Late money, and there was still room.'),
  ('order', 'failed', 'overbooked', 'Late money and no room: it goes back by itself.'),
  ('order', 'cancelled', 'overbooked', 'Late money and no room: it goes back by itself.'),
  ('order', 'expired', 'overbooked', 'Late money and no room: it goes back by itself.'),
  ('order', 'overbooked', 'refunded', 'The money went back.'),
  ('order', 'paid', 'partially_refunded', 'Part of the money went back.'),
  ('order', 'paid', 'refunded', 'All of the money went back.'),
  ('order', 'partially_refunded', 'refunded', 'The rest of the money went back.'),
  ('registration', 'new', 'pending', 'Entered with an order that is to be paid.'),
  ('registration', 'new', 'paid', 'Entered with an order that needs no payment, or into a paid team.'),
  ('registration', 'new', 'waitlisted', 'Waits for a place.'),
  ('registration', 'waitlisted', 'pending', 'Got a place that is to be paid.'),
  ('registration', 'waitlisted', 'cancelled', 'Gave up waiting.'),
  ('registration', 'pending', 'paid', 'Its order was paid.'),
  ('registration', 'pending', 'cancelled', 'Its order ended unpaid.'),
  ('registration', 'cancelled', 'pending', 'Its order is tried again.'),
  ('registration', 'cancelled', 'paid', 'Late money, and there was still room.'),
  ('registration', 'paid', 'cancelled', 'Takes no part after all.'),
  ('registration', 'paid', 'refunded', 'Its money went back.'),
  ('registration', 'cancelled', 'refunded', 'Its money went back.'),
  ('team', 'new', 'forming', 'Its place was ordered; members join with its code.'),
  ('team', 'forming', 'complete', 'As many members as it can have, or closed by its captain with enough.'),
  ('team', 'forming', 'incomplete', 'Too few members at the deadline.'),
  ('team', 'complete', 'forming', 'A member left, and there is time to find another.'),
  ('team', 'complete', 'incomplete', 'A member left, and it is too late to find another.'),
  ('team', 'incomplete', 'forming', 'The deadline was moved; there is time to find more.'),
  ('team', 'incomplete', 'complete', 'Let start by staff.'),
  ('team', 'forming', 'withdrawn', 'Takes no part.'),
  ('team', 'complete', 'withdrawn', 'Takes no part.'),
  ('team', 'incomplete', 'withdrawn', 'Takes no part.'),
  ('team', 'withdrawn', 'forming', 'Its order is tried again, or was paid late.'),
  ('bib', 'new', 'reserved', 'Kept apart for somebody.'),
  ('bib', 'new', 'assigned', 'Given to a registration.'),
  ('bib', 'reserved', 'assigned', 'Given to the one it was kept for.'),
  ('bib', 'reserved', 'returned', 'Kept apart no longer.'),
  ('bib', 'assigned', 'returned', 'Its registration ended, or got another.'),
  ('bib', 'returned', 'assigned', 'Given anew.'),
  ('bib', 'returned', 'reserved', 'Kept apart again.'),
  ('ticket_instance', 'new', 'valid', 'Issued when its order is paid.'),
  ('ticket_instance', 'valid', 'used', 'Scanned at the door.'),
  ('ticket_instance', 'valid', 'refunded', 'Its money went back.'),
  ('ticket_instance', 'used', 'refunded', 'Its money went back after all.'),
  ('ticket_instance', 'valid', 'void', 'Cancelled, transferred or replaced.'),
  ('ticket_instance', 'used', 'valid', 'Reset at the door by an audited override.');

insert into core.settings (key, value, description) values
  ('sales.retry_hours', '24', 'How long after it was placed an unpaid order can still be paid.');

insert into tenancy.restorables (kind, table_name, label, conflict) values
  ('participant', 'sales.participants', 'd.first_name || '' '' || d.last_name',
    'the same login has another profile by now'),
  ('bib_range', 'sales.bib_ranges',
    'd.first_number || ''-'' || d.last_number || '', '' || (select e.title from events.events as e where e.org_id = d.org_id and e.id = d.event_id)',
    'other ranges of the event have its numbers');

insert into events.duplicators (name, function)
values ('bib_ranges', 'sales.duplicate_bib_ranges');

-- sql/60_sales/1_tables/orders.sql
-- One row per order. Written by create_order, settle_order, release_order and their like only.
-- Its id is the id of its payable. Machine `order`.

create table sales.orders (
  org_id uuid not null,
  id uuid not null,
  event_id uuid not null,
  order_number text not null,
  user_id uuid,
  email text not null,
  purchaser_name text,
  language text not null,
  status sales.order_status not null default 'pending',
  settlement sales.settlement not null default 'provider',
  subtotal_amount integer not null,
  discount_amount integer not null default 0,
  service_fee_amount integer not null default 0,
  service_fee_vat_amount integer not null default 0,
  service_fee_rule jsonb,
  vat_amount integer not null,
  total_amount integer not null,
  currency text not null,
  promo_code_id uuid,
  promo_uses integer not null default 0,
  terms_version integer,
  note text,
  idempotency_key text,
  checkout_session_id uuid,
  public_token_hash bytea not null,
  return_url text,
  expires_at timestamptz,
  release_at timestamptz,
  paid_at timestamptz,
  failed_at timestamptz,
  cancelled_at timestamptz,
  expired_at timestamptz,
  overbooked_at timestamptz,
  refunded_at timestamptz,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  constraint orders_pkey primary key (org_id, id),
  constraint orders_payable_fkey foreign key (org_id, id) references payments.payables (org_id, id),
  constraint orders_event_fkey foreign key (org_id, event_id) references events.events (org_id, id),
  constraint orders_user_fkey foreign key (user_id) references auth.users (id) on delete set null,
  constraint orders_promo_code_fkey foreign key (org_id, promo_code_id)
    references events.promo_codes (org_id, id),
  constraint orders_checkout_session_fkey foreign key (org_id, checkout_session_id)
    references payments.payments (org_id, id),
  constraint orders_id_is_unique unique (id),
  constraint order_number_is_unique_in_org unique (org_id, order_number),
  constraint public_token_is_unique unique (public_token_hash),
  constraint language_is_nl_or_en check (language in ('nl', 'en')),
  constraint amounts_are_not_negative
    check (
      subtotal_amount >= 0 and vat_amount >= 0
      and discount_amount between 0 and subtotal_amount
      and service_fee_vat_amount between 0 and service_fee_amount
    ),
  constraint total_is_subtotal_less_discount_and_fee
    check (total_amount = subtotal_amount - discount_amount + service_fee_amount),
  constraint promo_uses_need_a_code check (promo_uses = 0 or promo_code_id is not null),
  constraint note_is_up_to_2000_characters check (length(note) <= 2000),
  constraint pending_order_has_a_deadline
    check (status <> 'pending' or (expires_at is not null and release_at is not null)),
  constraint paid_at_is_set_iff_it_was_settled
    check (
      (paid_at is not null)
      = (status in ('paid', 'partially_refunded') or (status = 'refunded' and overbooked_at is null))
    ),
  constraint failed_at_is_set_iff_failed check ((status = 'failed') = (failed_at is not null)),
  constraint cancelled_at_is_set_iff_cancelled check ((status = 'cancelled') = (cancelled_at is not null)),
  constraint expired_at_is_set_iff_expired check ((status = 'expired') = (expired_at is not null)),
  constraint overbooked_at_is_set_iff_it_was_overbooked
    check (
      (status = 'overbooked' and overbooked_at is not null)
      or status = 'refunded'
      or (status <> 'overbooked' and overbooked_at is null)
    ),
  constraint refunded_at_is_set_iff_refunded check ((status = 'refunded') = (refunded_at is not null))
);
create unique index orders_idempotency_key_idx on sales.orders (org_id, idempotency_key)
  where idempotency_key is not null;
create index orders_created_at_idx on sales.orders (org_id, created_at desc);
create index orders_event_idx on sales.orders (org_id, event_id);
create index orders_email_idx on sales.orders (org_id, email);
create index orders_user_idx on sales.orders (user_id) where user_id is not null;
create index orders_checkout_session_idx on sales.orders (org_id, checkout_session_id)
  where checkout_session_id is not null;
create index orders_promo_code_idx on sales.orders (org_id, promo_code_id)
  where promo_code_id is not null;
create index orders_release_at_idx on sales.orders (release_at) where status = 'pending';
alter table sales.orders enable row level security;
comment on table sales.orders is 'Orders. Amounts in cents, VAT included.';
comment on column sales.orders.subtotal_amount is 'The sum of its lines before discount.';
comment on column sales.orders.service_fee_rule is
  'The fee as it stood when the order was placed: {rate, minimum, maximum, vat_rate}.';
comment on column sales.orders.vat_amount is 'The VAT inside total_amount, that of the fee included.';
comment on column sales.orders.terms_version is 'The version of the event''s terms that was accepted.';
comment on column sales.orders.note is 'By staff, for staff.';
comment on column sales.orders.checkout_session_id is 'The latest attempt to pay: an id of payments.';
comment on column sales.orders.public_token_hash is 'SHA-256 of the secret that shows the order to its guest.';
comment on column sales.orders.expires_at is 'Until when the places are promised to the buyer.';
comment on column sales.orders.release_at is 'When the sweep looks at it: at its deadline, later while the provider is being asked.';

-- sql/60_sales/1_tables/capacity_claims.sql
-- requires: orders
--
-- What an order has taken from a capacity pool: held while it is pending, sold once it is paid. The
-- row goes when the places go back. For every pool: capacity = what its lanes hold + these rows.

create table sales.capacity_claims (
  org_id uuid not null,
  order_id uuid not null,
  pool_id uuid not null,
  quantity integer not null,
  constraint capacity_claims_pkey primary key (org_id, order_id, pool_id),
  constraint capacity_claims_order_fkey foreign key (org_id, order_id)
    references sales.orders (org_id, id),
  constraint capacity_claims_pool_fkey foreign key (org_id, pool_id)
    references events.capacity_pools (org_id, id),
  constraint quantity_is_positive check (quantity > 0)
);
create index capacity_claims_pool_idx on sales.capacity_claims (org_id, pool_id);
alter table sales.capacity_claims enable row level security;
comment on table sales.capacity_claims is 'Places that orders hold or have bought, per pool.';

-- sql/60_sales/1_tables/order_items.sql
-- requires: orders
--
-- What was ordered, as it was offered: name, price and VAT are copies. Never changed.

create table sales.order_items (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  order_id uuid not null,
  line smallint not null,
  kind sales.item_kind not null default 'ticket',
  ticket_type_id uuid,
  price_tier_id uuid,
  product_id uuid,
  variant_id uuid,
  for_line smallint,
  for_position smallint,
  name text not null,
  personalisation text,
  quantity integer not null,
  unit_amount integer not null,
  discount_amount integer not null default 0,
  total_amount integer not null,
  vat_rate integer not null,
  vat_amount integer not null,
  constraint order_items_pkey primary key (org_id, id),
  constraint order_items_order_fkey foreign key (org_id, order_id)
    references sales.orders (org_id, id),
  constraint order_items_ticket_type_fkey foreign key (org_id, ticket_type_id)
    references events.ticket_types (org_id, id),
  constraint order_items_price_tier_fkey foreign key (org_id, price_tier_id)
    references events.price_tiers (org_id, id),
  constraint order_items_product_fkey foreign key (org_id, product_id)
    references events.products (org_id, id),
  constraint order_items_variant_fkey foreign key (org_id, variant_id)
    references events.product_variants (org_id, id),
  constraint line_is_unique_in_order unique (org_id, order_id, line),
  constraint quantity_is_positive check (quantity > 0),
  constraint a_line_is_a_ticket_or_a_product check (
    (kind = 'ticket') = (ticket_type_id is not null) and (kind = 'product') = (product_id is not null)
    and (price_tier_id is null or kind = 'ticket') and (variant_id is null or kind = 'product')),
  constraint a_product_goes_with_a_ticket_or_with_the_order check (
    (for_line is null) = (for_position is null) and (for_line is null or kind = 'product')),
  constraint total_is_quantity_times_unit_less_discount check (
    total_amount = quantity * unit_amount - discount_amount
    and discount_amount between 0 and quantity * unit_amount),
  constraint vat_is_part_of_total check (vat_amount between 0 and total_amount)
);
create index order_items_ticket_type_idx on sales.order_items (org_id, ticket_type_id);
create index order_items_price_tier_idx on sales.order_items (org_id, price_tier_id)
  where price_tier_id is not null;
create index order_items_product_idx on sales.order_items (org_id, product_id)
  where product_id is not null;
create index order_items_variant_idx on sales.order_items (org_id, variant_id)
  where variant_id is not null;
alter table sales.order_items enable row level security;
comment on table sales.order_items is 'Lines of orders. Amounts in cents, VAT included; vat_rate in basis points.';
comment on column sales.order_items.for_line is
  'Of a product that goes with a ticket: the line of that ticket, and which ticket of it (for_position).';

-- sql/60_sales/1_tables/participants.sql
-- A person who takes part in an org's events, with or without a login. At most one row of an org is
-- the profile of a login; others are guests, entered by a buyer. What is sensitive stands in
-- participant_details, with policies of its own: staff read it through functions that say so in the
-- audit log.

create table sales.participants (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  user_id uuid,
  first_name text not null,
  last_name text not null,
  email text,
  phone text,
  gender text,
  nationality text,
  city text,
  club text,
  language text,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  deleted_at timestamptz,
  constraint participants_pkey primary key (org_id, id),
  constraint participants_org_fkey foreign key (org_id) references tenancy.orgs (id),
  constraint participants_user_fkey foreign key (user_id) references auth.users (id)
    on delete set null,
  constraint participants_id_is_unique unique (id),
  constraint names_are_1_to_100_characters check (
    length(btrim(first_name)) between 1 and 100 and length(btrim(last_name)) between 1 and 100),
  constraint other_fields_are_up_to_254_characters check (
    length(email) <= 254 and length(phone) <= 30 and length(city) <= 100 and length(club) <= 100),
  constraint gender_is_known check (gender in ('female', 'male', 'other')),
  constraint nationality_is_two_capitals check (nationality ~ '^[A-Z]{2}$'),
  constraint language_is_nl_or_en check (language in ('nl', 'en'))
);
create unique index participants_user_key on sales.participants (org_id, user_id)
  where user_id is not null and deleted_at is null;
create index participants_user_idx on sales.participants (user_id) where user_id is not null;
create index participants_email_idx on sales.participants (org_id, email);
alter table sales.participants enable row level security;
comment on table sales.participants is 'People who take part.';
comment on column sales.participants.user_id is 'The login whose profile this is; null for guests.';
comment on column sales.participants.nationality is 'ISO 3166-1, two letters.';

create table sales.participant_details (
  org_id uuid not null,
  participant_id uuid not null,
  birth_date date,
  emergency_name text,
  emergency_phone text,
  medical_note text,
  updated_at timestamptz not null default core.clock(),
  constraint participant_details_pkey primary key (org_id, participant_id),
  constraint participant_details_participant_fkey foreign key (org_id, participant_id)
    references sales.participants (org_id, id),
  constraint birth_date_is_this_side_of_1900 check (birth_date >= date '1900-01-01'),
  constraint details_are_short check (
    length(emergency_name) <= 200 and length(emergency_phone) <= 30
    and length(medical_note) <= 2000)
);
alter table sales.participant_details enable row level security;
comment on table sales.participant_details is 'What is sensitive about people who take part.';

-- sql/60_sales/1_tables/teams.sql
-- requires: order_items
--
-- A relay or other team: one ticket, several people. The buyer's ticket makes it; members join with
-- its code until it is full or closes. Machine `team`.

create table sales.teams (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  event_id uuid not null,
  ticket_type_id uuid not null,
  order_id uuid not null,
  order_item_id uuid not null,
  position smallint not null,
  name text not null,
  captain_id uuid,
  join_code_hash bytea not null,
  size_min integer not null,
  size_max integer not null,
  status sales.team_status not null default 'forming',
  closes_at timestamptz not null,
  completed_at timestamptz,
  incomplete_at timestamptz,
  withdrawn_at timestamptz,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  constraint teams_pkey primary key (org_id, id),
  constraint teams_event_fkey foreign key (org_id, event_id)
    references events.events (org_id, id),
  constraint teams_ticket_type_fkey foreign key (org_id, ticket_type_id)
    references events.ticket_types (org_id, id),
  constraint teams_order_fkey foreign key (org_id, order_id)
    references sales.orders (org_id, id),
  constraint teams_order_item_fkey foreign key (org_id, order_item_id)
    references sales.order_items (org_id, id),
  constraint teams_id_is_unique unique (id),
  constraint join_code_is_unique unique (join_code_hash),
  constraint position_is_unique_in_line unique (org_id, order_item_id, position),
  constraint name_is_1_to_100_characters check (length(btrim(name)) between 1 and 100),
  constraint sizes_are_in_order check (size_min >= 1 and size_max >= size_min),
  constraint completed_at_is_set_iff_complete
    check ((status = 'complete') = (completed_at is not null)),
  constraint incomplete_at_is_set_iff_incomplete
    check ((status = 'incomplete') = (incomplete_at is not null)),
  constraint withdrawn_at_is_set_iff_withdrawn
    check ((status = 'withdrawn') = (withdrawn_at is not null))
);
create index teams_event_idx on sales.teams (org_id, event_id);
create index teams_ticket_type_idx on sales.teams (org_id, ticket_type_id);
create index teams_order_idx on sales.teams (org_id, order_id);
create index teams_closes_at_idx on sales.teams (closes_at) where status = 'forming';
alter table sales.teams enable row level security;
comment on table sales.teams is 'Teams: one ticket, several people.';
comment on column sales.teams.captain_id is 'The registration of who speaks for it; of a team that is withdrawn, the last one.';
comment on column sales.teams.join_code_hash is 'SHA-256 of the code with which members join. Nobody has a code before the order is paid.';

-- sql/60_sales/1_tables/registrations.sql
-- requires: order_items, participants, teams
--
-- One person's taking part in an event: the administrative side of a ticket. Made with the order
-- when the buyer says who takes part, otherwise when the order is paid, without a name yet. A place
-- in a team is a registration too. Machine `registration`.

create table sales.registrations (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  event_id uuid not null,
  ticket_type_id uuid not null,
  order_id uuid not null,
  order_item_id uuid not null,
  position smallint not null,
  participant_id uuid,
  team_id uuid,
  wave_id uuid,
  status sales.registration_status not null default 'pending',
  licence_number text,
  age_on_race_day integer,
  cancelled_at timestamptz,
  refunded_at timestamptz,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  constraint registrations_pkey primary key (org_id, id),
  constraint registrations_event_fkey foreign key (org_id, event_id)
    references events.events (org_id, id),
  constraint registrations_ticket_type_fkey foreign key (org_id, ticket_type_id)
    references events.ticket_types (org_id, id),
  constraint registrations_order_fkey foreign key (org_id, order_id)
    references sales.orders (org_id, id),
  constraint registrations_order_item_fkey foreign key (org_id, order_item_id)
    references sales.order_items (org_id, id),
  constraint registrations_participant_fkey foreign key (org_id, participant_id)
    references sales.participants (org_id, id),
  constraint registrations_team_fkey foreign key (org_id, team_id)
    references sales.teams (org_id, id),
  constraint registrations_wave_fkey foreign key (org_id, wave_id)
    references events.waves (org_id, id),
  constraint registrations_id_is_unique unique (id),
  constraint position_is_positive check (position >= 1),
  constraint licence_number_is_up_to_50_characters check (length(licence_number) <= 50),
  constraint age_is_0_to_130 check (age_on_race_day between 0 and 130),
  constraint cancelled_at_is_set_iff_cancelled
    check ((status = 'cancelled') = (cancelled_at is not null)),
  constraint refunded_at_is_set_iff_refunded
    check ((status = 'refunded') = (refunded_at is not null))
);
-- Positions count the tickets of a line; members of a team share their team's line.
create unique index registrations_position_key
  on sales.registrations (org_id, order_item_id, position)
  where team_id is null;
create unique index registrations_team_position_key
  on sales.registrations (org_id, team_id, position)
  where team_id is not null and status in ('pending', 'paid');
create index registrations_event_idx on sales.registrations (org_id, event_id);
create index registrations_ticket_type_idx on sales.registrations (org_id, ticket_type_id);
create index registrations_order_idx on sales.registrations (org_id, order_id);
create index registrations_order_item_idx on sales.registrations (org_id, order_item_id);
create index registrations_participant_idx on sales.registrations (org_id, participant_id);
create index registrations_team_idx on sales.registrations (org_id, team_id);
create index registrations_wave_idx on sales.registrations (org_id, wave_id);
alter table sales.registrations enable row level security;
comment on table sales.registrations is 'Who takes part in what.';
comment on column sales.registrations.position is 'Which ticket of its order line, or which place of its team.';
comment on column sales.registrations.age_on_race_day is
  'In whole years on the day the event starts, there; a copy, made when it was checked.';

alter table sales.teams
  add constraint teams_captain_fkey foreign key (org_id, captain_id)
  references sales.registrations (org_id, id);
create index teams_captain_idx on sales.teams (org_id, captain_id);

create table sales.registration_answers (
  org_id uuid not null,
  registration_id uuid not null,
  question_id uuid not null,
  version integer not null,
  value jsonb not null,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  constraint registration_answers_pkey primary key (org_id, registration_id, question_id),
  constraint registration_answers_registration_fkey foreign key (org_id, registration_id)
    references sales.registrations (org_id, id),
  constraint registration_answers_version_fkey foreign key (org_id, question_id, version)
    references events.question_versions (org_id, question_id, version)
);
create index registration_answers_version_idx
  on sales.registration_answers (org_id, question_id, version);
alter table sales.registration_answers enable row level security;
comment on table sales.registration_answers is 'Answers of participants, each to the version that was asked.';

create table sales.waiver_acceptances (
  org_id uuid not null,
  registration_id uuid not null,
  event_id uuid not null,
  version integer not null,
  accepted_by text not null,
  is_guardian boolean not null,
  accepted_at timestamptz not null default core.clock(),
  constraint waiver_acceptances_pkey primary key (org_id, registration_id, version),
  constraint waiver_acceptances_registration_fkey foreign key (org_id, registration_id)
    references sales.registrations (org_id, id),
  constraint waiver_acceptances_waiver_fkey foreign key (org_id, event_id, version)
    references events.waivers (org_id, event_id, version),
  constraint accepted_by_is_1_to_200_characters check (length(btrim(accepted_by)) between 1 and 200)
);
create index waiver_acceptances_waiver_idx
  on sales.waiver_acceptances (org_id, event_id, version);
alter table sales.waiver_acceptances enable row level security;
comment on table sales.waiver_acceptances is 'Who accepted which version of a waiver, and when.';

-- sql/60_sales/1_tables/bibs.sql
-- requires: registrations
--
-- Start numbers. Ranges say which numbers go to which ticket types or waves; a row of bibs is a
-- number in use, or one that was. Machine `bib`.

create table sales.bib_ranges (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  event_id uuid not null,
  ticket_type_id uuid,
  wave_id uuid,
  first_number integer not null,
  last_number integer not null,
  next_number integer not null,
  sort_order integer not null default 0,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  deleted_at timestamptz,
  constraint bib_ranges_pkey primary key (org_id, id),
  constraint bib_ranges_event_fkey foreign key (org_id, event_id)
    references events.events (org_id, id),
  constraint bib_ranges_ticket_type_fkey foreign key (org_id, ticket_type_id)
    references events.ticket_types (org_id, id),
  constraint bib_ranges_wave_fkey foreign key (org_id, wave_id)
    references events.waves (org_id, id),
  constraint bib_ranges_id_is_unique unique (id),
  constraint numbers_are_1_to_999999
    check (first_number >= 1 and last_number between first_number and 999999),
  constraint ranges_of_an_event_do_not_overlap exclude using gist (
    org_id with =, event_id with =, int4range(first_number, last_number, '[]') with &&
  ) where (deleted_at is null)
);
create index bib_ranges_event_idx on sales.bib_ranges (org_id, event_id, sort_order);
create index bib_ranges_ticket_type_idx on sales.bib_ranges (org_id, ticket_type_id);
create index bib_ranges_wave_idx on sales.bib_ranges (org_id, wave_id);
alter table sales.bib_ranges enable row level security;
comment on table sales.bib_ranges is 'Which start numbers go to which ticket types or waves.';
comment on column sales.bib_ranges.next_number is
  'Where the search for a fresh number begins: all before it have been in use. Kept by functions.';
comment on column sales.bib_ranges.wave_id is 'A range for a wave comes before one for a ticket type, and that before one for all.';

create table sales.bibs (
  org_id uuid not null,
  event_id uuid not null,
  number integer not null,
  registration_id uuid,
  status sales.bib_status not null,
  note text,
  returned_at timestamptz,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  constraint bibs_pkey primary key (org_id, event_id, number),
  constraint bibs_event_fkey foreign key (org_id, event_id)
    references events.events (org_id, id),
  constraint bibs_registration_fkey foreign key (org_id, registration_id)
    references sales.registrations (org_id, id),
  constraint number_is_1_to_999999 check (number between 1 and 999999),
  constraint note_is_up_to_200_characters check (length(note) <= 200),
  constraint bib_has_a_registration_iff_assigned
    check ((status = 'assigned') = (registration_id is not null)),
  constraint returned_at_is_set_iff_returned
    check ((status = 'returned') = (returned_at is not null))
);
create unique index bibs_registration_key on sales.bibs (org_id, registration_id);
create index bibs_returned_idx on sales.bibs (org_id, event_id, number) where status = 'returned';
alter table sales.bibs enable row level security;
comment on table sales.bibs is 'Start numbers in use, kept apart, or given back.';
comment on column sales.bibs.note is 'Whom a number is kept apart for.';

-- sql/60_sales/1_tables/ticket_instances.sql
-- requires: registrations
--
-- The entitlement that a paid order yields: one row admits one person once. Machine
-- `ticket_instance`.

create table sales.ticket_instances (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  order_id uuid not null,
  order_item_id uuid not null,
  event_id uuid not null,
  ticket_type_id uuid not null,
  registration_id uuid,
  code text not null,
  qr_token text,
  status sales.ticket_instance_status not null default 'valid',
  void_reason text,
  used_at timestamptz,
  refunded_at timestamptz,
  voided_at timestamptz,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  constraint ticket_instances_pkey primary key (org_id, id),
  constraint ticket_instances_order_fkey foreign key (org_id, order_id)
    references sales.orders (org_id, id),
  constraint ticket_instances_order_item_fkey foreign key (org_id, order_item_id)
    references sales.order_items (org_id, id),
  constraint ticket_instances_event_fkey foreign key (org_id, event_id)
    references events.events (org_id, id),
  constraint ticket_instances_ticket_type_fkey foreign key (org_id, ticket_type_id)
    references events.ticket_types (org_id, id),
  constraint ticket_instances_registration_fkey foreign key (org_id, registration_id)
    references sales.registrations (org_id, id),
  constraint code_is_unique unique (code),
  constraint code_has_100_random_bits check (code ~ '^[0-9A-HJKMNP-TV-Z]{20}$'),
  constraint used_ticket_has_used_at check (status <> 'used' or used_at is not null),
  constraint refunded_at_is_set_iff_refunded check ((status = 'refunded') = (refunded_at is not null)),
  constraint void_has_time_and_reason
    check ((status = 'void') = (voided_at is not null) and (status = 'void') = (void_reason is not null)),
  constraint void_reason_is_known check (void_reason in ('cancelled', 'transferred', 'replaced'))
);
create index ticket_instances_order_idx on sales.ticket_instances (org_id, order_id);
create index ticket_instances_order_item_idx on sales.ticket_instances (org_id, order_item_id);
create index ticket_instances_event_idx on sales.ticket_instances (org_id, event_id);
create index ticket_instances_ticket_type_idx on sales.ticket_instances (org_id, ticket_type_id);
create index ticket_instances_registration_idx on sales.ticket_instances (org_id, registration_id);
alter table sales.ticket_instances enable row level security;
comment on table sales.ticket_instances is 'Tickets that paid orders yielded; each admits one person once.';
comment on column sales.ticket_instances.code is '20 characters of Crockford base32, 100 random bits.';
comment on column sales.ticket_instances.qr_token is
  'What the QR shows: the code with a signature that a scanner can check offline. Set by the worker right after the sale.';

-- sql/60_sales/2_functions/add_up.sql
-- Adds up an offer whose lines have their prices and discounts: VAT per line, the service fee, and
-- the totals. Everything is whole cents, so what the parts say is what the sums are. Raises
-- amount_too_large.
create or replace function sales.add_up(p_offer sales.offer, p_settings events.event_settings)
  returns sales.offer
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_line sales.order_line;
  v_lines sales.order_line[];
  v_amount bigint;
  v_subtotal bigint := 0;
  v_discount bigint := 0;
  v_vat bigint := 0;
begin
  foreach v_line in array p_offer.lines loop
    v_amount := v_line.quantity::bigint * v_line.unit_amount;
    if v_amount > 5000000 then
      perform core.fail('amount_too_large', jsonb_build_object('total_amount', v_amount));
    end if;
    v_line.vat_amount := sales.included_vat(
      (v_amount - v_line.discount_amount)::integer, v_line.vat_rate);
    v_subtotal := v_subtotal + v_amount;
    v_discount := v_discount + v_line.discount_amount;
    v_vat := v_vat + v_line.vat_amount;
    v_lines := v_lines || v_line;
  end loop;
  p_offer.lines := v_lines;
  p_offer.subtotal_amount := v_subtotal;
  p_offer.discount_amount := v_discount;
  p_offer.promo_uses := coalesce(p_offer.promo_uses, 0);
  p_offer.service_fee_amount := sales.service_fee(v_subtotal - v_discount, p_settings);
  p_offer.service_fee_vat_amount := 0;
  if p_offer.service_fee_amount > 0 then
    p_offer.service_fee_vat_amount := sales.included_vat(
      p_offer.service_fee_amount::integer, p_settings.service_fee_vat_rate);
    p_offer.service_fee_rule := jsonb_build_object(
      'rate', p_settings.service_fee_rate, 'minimum', p_settings.service_fee_minimum,
      'maximum', p_settings.service_fee_maximum, 'vat_rate', p_settings.service_fee_vat_rate);
  end if;
  p_offer.vat_amount := v_vat + p_offer.service_fee_vat_amount;
  p_offer.total_amount := v_subtotal - v_discount + p_offer.service_fee_amount;
  if p_offer.total_amount > 5000000 then
    perform core.fail('amount_too_large', jsonb_build_object('total_amount', p_offer.total_amount));
  end if;
  return p_offer;
end
$$;
revoke all on function sales.add_up(sales.offer, events.event_settings) from public;

-- sql/60_sales/2_functions/add_waves.sql
-- Adds the waves that the tickets of a cart start in to what it takes from pools.
create or replace function sales.add_waves(p_demand sales.demand, p_entries sales.entry[])
  returns sales.demand
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
declare
  v_waves uuid[] := array(select e.wave_id from unnest(p_entries) as e where e.wave_id is not null);
begin
  if v_waves = '{}' then
    return p_demand;
  end if;
  return sales.sum_demand(
    p_demand.pool_ids || v_waves,
    p_demand.quantities || array_fill(1, array[cardinality(v_waves)]));
end
$$;
revoke all on function sales.add_waves(sales.demand, sales.entry[]) from public;

-- sql/60_sales/2_functions/age_on.sql
-- Somebody's age in whole years on a day. Who was born on 29 February is a year older on 1 March of
-- a year without that day.
create or replace function sales.age_on(p_birth_date date, p_day date)
  returns integer
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return extract(year from age(p_day::timestamp, p_birth_date::timestamp));
end
$$;
revoke all on function sales.age_on(date, date) from public;

-- sql/60_sales/2_functions/answers_json.sql
-- The answers of a registration, each with the question as it was asked, in the order of the form.
create or replace function sales.answers_json(p_registration sales.registrations)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
      'question_id', a.question_id, 'version', a.version, 'kind', v.kind, 'label_nl', v.label_nl,
      'label_en', v.label_en, 'value', a.value) order by q.sort_order, q.id), '[]')
    from sales.registration_answers as a
    join events.question_versions as v
      on v.org_id = a.org_id and v.question_id = a.question_id and v.version = a.version
    join events.questions as q on q.org_id = a.org_id and q.id = a.question_id
    where a.org_id = p_registration.org_id and a.registration_id = p_registration.id
  );
end
$$;
revoke all on function sales.answers_json(sales.registrations) from public;

-- sql/60_sales/2_functions/apply_promo_code.sql
-- Takes a promo code's discount off the ticket lines that it is for, and counts its uses: one for
-- the order, or one for each ticket. Raises promo_code_not_applicable when it is for none of them.
--
-- What comes off the whole order is divided over its lines in proportion, each cut at the rounded
-- running total, so that the parts add up to the discount and none exceeds its line.
create or replace function sales.apply_promo_code(p_offer sales.offer, p_code events.promo_codes)
  returns sales.offer
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_only uuid[] := array(
    select c.ticket_type_id
    from events.promo_code_ticket_types as c
    where c.org_id = p_code.org_id and c.promo_code_id = p_code.id
  );
  v_eligible boolean[];
  v_base bigint := 0;
  v_tickets integer := 0;
  v_discount bigint;
  v_running bigint := 0;
  v_given bigint := 0;
  v_line sales.order_line;
begin
  for v_index in 1..cardinality(p_offer.lines) loop
    v_line := p_offer.lines[v_index];
    v_eligible[v_index] := v_line.kind = 'ticket'
      and (v_only = '{}' or v_line.ticket_type_id = any (v_only));
    if v_eligible[v_index] then
      v_base := v_base + v_line.quantity::bigint * v_line.unit_amount;
      v_tickets := v_tickets + v_line.quantity;
    end if;
  end loop;
  if v_tickets = 0 then
    perform core.fail('promo_code_not_applicable', jsonb_build_object('promo_code', p_code.code));
  end if;
  v_discount := case p_code.kind
    when 'percentage' then (v_base * p_code.value + 5000) / 10000
    else least(p_code.value, v_base)
  end;
  for v_index in 1..cardinality(p_offer.lines) loop
    v_line := p_offer.lines[v_index];
    continue when not v_eligible[v_index] or v_line.unit_amount = 0;
    if p_code.scope = 'ticket' then
      v_line.discount_amount := v_line.quantity * case p_code.kind
        when 'percentage' then (v_line.unit_amount::bigint * p_code.value + 5000) / 10000
        else least(p_code.value, v_line.unit_amount)
      end;
    else
      v_running := v_running + v_line.quantity::bigint * v_line.unit_amount;
      v_line.discount_amount := (2 * v_discount * v_running + v_base) / (2 * v_base) - v_given;
      v_given := v_given + v_line.discount_amount;
    end if;
    p_offer.lines[v_index] := v_line;
  end loop;
  p_offer.promo_code_id := p_code.id;
  p_offer.promo_uses := case p_code.scope when 'order' then 1 else v_tickets end;
  return p_offer;
end
$$;
revoke all on function sales.apply_promo_code(sales.offer, events.promo_codes) from public;

-- sql/60_sales/2_functions/asked_of_members.sql
-- What somebody fills in to join a team: profile fields, age, licence, questions in their order,
-- the waiver. Texts in both languages.
create or replace function sales.asked_of_members(p_team sales.teams)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_waiver events.waivers := events.current_waiver(p_team.org_id, p_team.event_id);
begin
  return (
    select jsonb_build_object(
      'required_profile_fields', s.required_profile_fields,
      'min_age', t.min_age,
      'max_age', t.max_age,
      'requires_licence', t.requires_licence,
      'waiver', case when v_waiver.version is not null then jsonb_build_object(
        'version', v_waiver.version, 'text_nl', v_waiver.text_nl, 'text_en', v_waiver.text_en,
        'guardian_below_age', v_waiver.guardian_below_age) end,
      'questions', (
        select coalesce(jsonb_agg(jsonb_build_object(
          'question_id', q.id, 'version', v.version, 'kind', v.kind, 'label_nl', v.label_nl,
          'label_en', v.label_en, 'help_nl', v.help_nl, 'help_en', v.help_en,
          'is_required', v.is_required, 'options', v.options, 'rules', v.rules,
          'condition', v.condition) order by q.sort_order, q.id), '[]')
        from events.questions as q
        join events.question_versions as v
          on v.org_id = q.org_id and v.question_id = q.id and v.version = q.version
        where q.org_id = t.org_id and q.event_id = t.event_id and q.is_active
          and q.deleted_at is null
          and (q.ticket_type_id is null or q.ticket_type_id = t.id)
      )
    )
    from events.ticket_types as t
    join events.event_settings as s on s.org_id = t.org_id and s.event_id = t.event_id
    where t.org_id = p_team.org_id and t.id = p_team.ticket_type_id
  );
end
$$;
revoke all on function sales.asked_of_members(sales.teams) from public;

-- sql/60_sales/2_functions/asks_entries.sql
-- Whether whoever takes part may be asked for something with the tickets of a cart: when it is not
-- so, nobody need say who that is. Every sale asks, so it is one query, by keys; what is there but
-- not in use counts too, and what exactly is asked is for sales.entry_rules() to say.
create or replace function sales.asks_entries(p_event events.events, p_items jsonb)
  returns boolean
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return exists (
    select
    from events.event_settings as s
    where s.org_id = p_event.org_id and s.event_id = p_event.id
      and (
        s.required_profile_fields <> '{}'
        or exists (
          select from events.waivers as w
          where w.org_id = p_event.org_id and w.event_id = p_event.id
        )
        or exists (
          select from events.questions as q
          where q.org_id = p_event.org_id and q.event_id = p_event.id
        )
        or exists (
          select
          from events.ticket_types as t
          where t.org_id = p_event.org_id
            and t.id = any (array(
              select (i.item ->> 'ticket_type_id')::uuid
              from jsonb_array_elements(p_items) as i (item)
            ))
            and (
              t.min_age is not null
              or t.max_age is not null
              or t.requires_licence
              or t.team_max is not null
              or exists (
                select from events.wave_ticket_types as w
                where w.org_id = t.org_id and w.ticket_type_id = t.id
              )
            )
        )
      )
  );
end
$$;
revoke all on function sales.asks_entries(events.events, jsonb) from public;

-- sql/60_sales/2_functions/assign_bibs.sql
-- Gives a start number to every paid registration of an event that has none, in the order that
-- sales.give_bibs() tells. For staff with events.manage. Those for whom no number is left stay
-- without and are named; the others keep what they got. Repeating it gives numbers to those who
-- came since. Locks: the event's ranges. Raises missing_field, not_found, not_allowed,
-- sign_in_required.
create or replace function sales.assign_bibs(p_event_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_event events.events := sales.authorise_event(p_event_id, 'events.manage');
  v_given record;
begin
  v_given := sales.give_bibs(v_event.org_id, v_event.id, null);
  return jsonb_build_object(
    'event_id', v_event.id,
    'assigned', v_given.assigned,
    'without_number', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'registration_id', r.id, 'order_id', r.order_id, 'ticket_type_id', r.ticket_type_id,
        'wave_id', r.wave_id) order by w.place), '[]')
      from unnest(v_given.without_number) with ordinality as w (id, place)
      join sales.registrations as r on r.org_id = v_event.org_id and r.id = w.id
    )
  );
end
$$;
revoke all on function sales.assign_bibs(uuid) from public;
grant execute on function sales.assign_bibs(uuid) to anon, authenticated;

-- sql/60_sales/2_functions/assign_bibs_of_order.sql
-- Gives the registrations of an order that has been paid their start numbers, where the event's
-- settings say that this happens on settlement. Where none are left the order is paid all the same:
-- the audit log says who is without, and the organiser gets a mail, at most one a day. Locks: the
-- event's ranges.
create or replace function sales.assign_bibs_of_order(p_order sales.orders)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_without uuid[];
begin
  if not exists (
    select 1
    from events.event_settings as s
    where s.org_id = p_order.org_id
      and s.event_id = p_order.event_id
      and s.bibs_assigned_on = 'settlement'
  ) then
    return;
  end if;
  select g.without_number into v_without
  from sales.give_bibs(p_order.org_id, p_order.event_id, p_order.id) as g;
  if cardinality(v_without) > 0 then
    perform core.audit(
      p_order.org_id, 'order', p_order.id::text, 'order.without_bibs', null,
      jsonb_build_object('event_id', p_order.event_id, 'registration_ids', v_without));
    perform sales.mail_bibs_gone(p_order.org_id, p_order.event_id);
  end if;
end
$$;
revoke all on function sales.assign_bibs_of_order(sales.orders) from public;

-- sql/60_sales/2_functions/authorise_event.sql
-- The event that staff asks for something about. Raises missing_field, and what
-- tenancy.authorise() raises; an event that was deleted looks like one that never was.
create or replace function sales.authorise_event(p_event_id uuid, p_permission text)
  returns events.events
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_event events.events;
begin
  perform core.require_id('event_id', p_event_id);
  select e.* into v_event from events.events as e where e.id = p_event_id and e.deleted_at is null;
  perform tenancy.authorise(v_event.org_id, p_permission, 'event', p_event_id);
  return v_event;
end
$$;
revoke all on function sales.authorise_event(uuid, text) from public;

-- sql/60_sales/2_functions/authorise_team.sql
-- The team that somebody may act for, and whether they do so as staff: with events.manage, as its
-- captain who is signed in, or with the public token of its order; the token may go without an id
-- when its order has one team. To everybody else the thing that they named (`p_what`, `p_id`) looks
-- as if it were not there. Raises missing_field, order_not_found, not_found, not_allowed,
-- sign_in_required.
create or replace function sales.authorise_team(
  p_team_id uuid,
  p_public_token text,
  p_what text,
  p_id uuid,
  out team sales.teams,
  out is_staff boolean
)
  returns record
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_order sales.orders;
begin
  is_staff := false;
  if p_public_token is not null then
    perform core.act_as('guest');
    v_order := sales.find_order(p_public_token);
    if p_id is null and 1 <> (
      select count(*) from sales.teams as t
      where t.org_id = v_order.org_id and t.order_id = v_order.id
    ) then
      perform core.fail('missing_field', jsonb_build_object('field', p_what || '_id'));
    end if;
    select t.* into team
    from sales.teams as t
    where t.org_id = v_order.org_id and t.order_id = v_order.id
      and (t.id = p_team_id or p_id is null);
    if not found then
      perform core.fail('not_found', jsonb_build_object('what', p_what, 'id', p_id));
    end if;
    return;
  end if;
  perform core.require_id(p_what || '_id', p_id);
  select t.* into team from sales.teams as t where t.id = p_team_id;
  is_staff := coalesce(
    team.org_id = any (array(select tenancy.orgs_with('events.manage'))), false);
  if not is_staff and sales.is_login_of(team.org_id, team.captain_id) then
    perform core.act_as('guest');
  else
    perform tenancy.authorise(team.org_id, 'events.manage', p_what, p_id);
  end if;
end
$$;
revoke all on function sales.authorise_team(uuid, text, text, uuid) from public;

-- sql/60_sales/2_functions/begin_order.sql
-- What an order's idempotency key got before, with the status that the order has by now; null when
-- the order is still to be placed. Locks the key. Raises idempotency_key_reused.
create or replace function sales.begin_order(
  p_org_id uuid,
  p_function text,
  p_key text,
  p_request jsonb
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_response jsonb := core.begin_idempotent(p_org_id::text, p_function, p_key, p_request);
begin
  if v_response is not null then
    return v_response || (
      select jsonb_build_object('public_token', core.public_token(o.id), 'status', o.status)
      from sales.orders as o
      where o.id = (v_response ->> 'order_id')::uuid
    );
  end if;
  -- The answer is kept for some days only; the key stays with its order.
  if exists (
    select 1 from sales.orders as o where o.org_id = p_org_id and o.idempotency_key = p_key
  ) then
    perform core.fail('idempotency_key_reused', jsonb_build_object('idempotency_key', p_key));
  end if;
  return null;
end
$$;
revoke all on function sales.begin_order(uuid, text, text, jsonb) from public;

-- sql/60_sales/2_functions/bib_precedence.sql
-- Which of the ranges that would do for a registration is looked into first: that of its wave and
-- ticket type (1), of its wave (2), of its ticket type (3), of the event (4).
create or replace function sales.bib_precedence(p_range sales.bib_ranges)
  returns integer
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return case
    when p_range.wave_id is not null and p_range.ticket_type_id is not null then 1
    when p_range.wave_id is not null then 2
    when p_range.ticket_type_id is not null then 3
    else 4
  end;
end
$$;
revoke all on function sales.bib_precedence(sales.bib_ranges) from public;

-- sql/60_sales/2_functions/cancel_staff_order.sql
-- Cancels an order that staff placed on invoice or for a bank transfer and that is not paid: its
-- places go back, and an attempt to pay it online is given up. For staff with orders.create. A
-- repeat changes nothing. Should money still arrive, it is late money, see settle_order().
--
-- Returns {order_id, order_number, status}. Raises not_found, order_cannot_be_cancelled. Locks:
-- payable, order, payments, pools.
create or replace function sales.cancel_staff_order(p_order_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_order sales.orders;
begin
  perform core.require_id('order_id', p_order_id);
  select o.* into v_order from sales.orders as o where o.id = p_order_id;
  perform tenancy.authorise(v_order.org_id, 'orders.create', 'order', p_order_id);
  v_order := sales.lock_order(v_order.org_id, p_order_id);
  if v_order.settlement not in ('invoice', 'bank') then
    perform core.fail('order_cannot_be_cancelled', jsonb_build_object(
      'settlement', v_order.settlement,
      'reason', 'it was not placed by staff to be paid later'));
  elsif v_order.status not in ('pending', 'cancelled') then
    perform core.fail('order_cannot_be_cancelled', jsonb_build_object(
      'status', v_order.status, 'reason', 'it is ' || v_order.status));
  elsif v_order.status = 'pending' then
    perform payments.give_up_attempts(v_order.org_id, v_order.id);
    perform sales.end_order(v_order, 'cancelled');
    perform sales.release_claims(array[v_order]);
    v_order.status := 'cancelled';
  end if;
  return jsonb_build_object(
    'order_id', v_order.id, 'order_number', v_order.order_number, 'status', v_order.status);
end
$$;
revoke all on function sales.cancel_staff_order(uuid) from public;
grant execute on function sales.cancel_staff_order(uuid) to authenticated;

-- sql/60_sales/2_functions/change_registration.sql
-- Says who takes part with a ticket that has no participant yet, or changes the participant's data,
-- licence number and answers, while the event lets people do that. By the participant, the buyer of
-- the order, or whoever has its public token; once a participant has a login, by them alone.
--
-- `p_changes` has the fields of a registration in a cart, as far as they change; null empties one.
-- What comes out must still be what the ticket type asks. A name stays: that would be handing the
-- ticket on. Returns the registration as my_registrations does. Locks: the registration.
-- Raises sign_in_required, not_found, registration_not_editable and what check_entry() raises.
create or replace function sales.change_registration(
  p_registration_id uuid,
  p_changes jsonb,
  p_public_token text
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_registration sales.registrations := sales.lock_my_registration(
    p_registration_id, p_public_token);
  v_event events.events;
begin
  perform core.act_as('guest');
  select e.* into strict v_event
  from events.events as e
  where e.org_id = v_registration.org_id and e.id = v_registration.event_id;
  if not sales.is_editable(v_registration, v_event) then
    perform core.fail('registration_not_editable', jsonb_build_object(
      'registration_id', p_registration_id, 'status', v_registration.status,
      'edits_close_at', sales.edits_close_at(v_event)));
  elsif p_changes is null or jsonb_typeof(p_changes) = 'null' then
    perform core.fail('missing_field', '{"field": "changes"}');
  elsif jsonb_typeof(p_changes) <> 'object' then
    perform core.fail('invalid_field', '{"field": "changes", "reason": "it is not an object"}');
  end if;
  perform sales.guard_changes(v_registration, p_changes);
  if v_registration.participant_id is null then
    v_registration := sales.name_registration(v_registration, v_event, p_changes);
  else
    v_registration := sales.edit_registration(v_registration, v_event, p_changes);
  end if;
  return sales.registration_json(v_registration, v_event, auth.uid());
end
$$;
revoke all on function sales.change_registration(uuid, jsonb, text) from public;
grant execute on function sales.change_registration(uuid, jsonb, text) to anon, authenticated;

-- sql/60_sales/2_functions/check_age.sql
-- The age of a participant on race day, null when the date of birth is not known. Raises too_young,
-- too_old, and invalid_field for who is born after race day or would be older than anybody was.
create or replace function sales.check_age(
  p_rule sales.entry_rule,
  p_birth_date date,
  p_data jsonb
)
  returns integer
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
declare
  v_age integer := sales.age_on(p_birth_date, p_rule.race_day);
begin
  if v_age not between 0 and 130 or p_birth_date > p_rule.race_day then
    perform core.fail('invalid_field', p_data || jsonb_build_object(
      'field', 'birth_date', 'reason', 'nobody is of that age on race day'));
  end if;
  if v_age < p_rule.min_age then
    perform core.fail('too_young', p_data || jsonb_build_object(
      'field', 'birth_date', 'ticket_type', p_rule.ticket_type, 'min_age', p_rule.min_age,
      'race_day', p_rule.race_day));
  elsif v_age > p_rule.max_age then
    perform core.fail('too_old', p_data || jsonb_build_object(
      'field', 'birth_date', 'ticket_type', p_rule.ticket_type, 'max_age', p_rule.max_age,
      'race_day', p_rule.race_day));
  end if;
  return v_age;
end
$$;
revoke all on function sales.check_age(sales.entry_rule, date, jsonb) from public;

-- sql/60_sales/2_functions/check_entry.sql
-- Checks one registration against what its ticket type asks, and returns it cleaned. `p_questions`
-- are those of the event, `p_people` the participants that may be entered by id
-- (sales.known_participants); errors have `p_data`, the line and position. Raises invalid_field and
-- what the functions raise that it calls.
create or replace function sales.check_entry(
  p_rule sales.entry_rule,
  p_questions events.asked_question[],
  p_given jsonb,
  p_people jsonb,
  p_data jsonb
)
  returns sales.entry
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
declare
  v_details constant text[] := array[
    'birth_date', 'emergency_name', 'emergency_phone', 'medical_note'];
  v_person jsonb := sales.read_participant(p_given, p_people, p_data);
  v_entry sales.entry;
begin
  v_entry.line := p_data -> 'line';
  v_entry.position := p_data -> 'position';
  v_entry.ticket_type_id := p_rule.ticket_type_id;
  v_entry.participant_id := p_given ->> 'participant_id';
  if v_entry.participant_id is null then
    v_entry.participant := v_person - v_details;
    v_entry.details := nullif(
      v_person - array['first_name', 'last_name', 'email', 'phone', 'gender', 'nationality', 'city',
        'club', 'language'], '{}');
  end if;
  perform sales.guard_profile(p_rule, v_person, v_entry.participant_id is null, p_data);
  v_entry.age := sales.check_age(p_rule, (v_person ->> 'birth_date')::date, p_data);
  v_entry.licence_number := sales.check_licence(p_rule, p_given, p_data);
  v_entry.wave_id := sales.check_wave(p_rule, p_given, p_data);
  v_entry.team_name := sales.check_team_name(p_rule, p_given, p_data);
  v_entry.answers := case
    when cardinality(p_questions) > 0 or p_given ? 'answers' then events.read_answers(
      p_questions, p_rule.ticket_type_id, p_given -> 'answers', p_data)
    else '[]' end;
  if p_rule.waiver_version is not null then
    v_entry.waiver_by := sales.check_waiver(p_rule, p_given -> 'waiver', v_entry.age, p_data);
    v_entry.waiver_version := p_rule.waiver_version;
    v_entry.waiver_is_guardian := coalesce((p_given #> '{waiver,is_guardian}')::boolean, false);
  end if;
  return v_entry;
end
$$;
revoke all on function sales.check_entry(
  sales.entry_rule, events.asked_question[], jsonb, jsonb, jsonb) from public;

-- sql/60_sales/2_functions/check_licence.sql
-- The licence number of a registration. Raises licence_missing where the ticket type needs one, and
-- licence_invalid when it does not match the ticket type's pattern as a whole.
create or replace function sales.check_licence(
  p_rule sales.entry_rule,
  p_given jsonb,
  p_data jsonb
)
  returns text
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
declare
  v_number text := sales.read_text(p_given, 'licence_number', 50, p_data);
begin
  if v_number is null and p_rule.requires_licence then
    perform core.fail('licence_missing', p_data || jsonb_build_object(
      'field', 'licence_number', 'ticket_type', p_rule.ticket_type));
  elsif v_number !~ ('^(?:' || p_rule.licence_pattern || ')$') then
    perform core.fail('licence_invalid', p_data || jsonb_build_object(
      'field', 'licence_number', 'ticket_type', p_rule.ticket_type));
  end if;
  return v_number;
end
$$;
revoke all on function sales.check_licence(sales.entry_rule, jsonb, jsonb) from public;

-- sql/60_sales/2_functions/check_products.sql
-- Checks the products of a cart together: product_missing when a ticket or the order lacks one that
-- it must have, quantity_above_maximum when it has too many of one, over all variants.
create or replace function sales.check_products(p_event events.events, p_cart sales.cart_line[])
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_wrong record;
  v_data jsonb;
begin
  select s.line, s.position, p.id, p.name, p.max_quantity, coalesce(w.quantity, 0) as quantity
  into v_wrong
  from (
    -- Whatever can have products: each ticket, and the order itself.
    select c.line, n as position, c.ticket_type_id
    from unnest(p_cart) with ordinality as c (
      kind, ticket_type_id, product_id, variant_id, for_line, for_position, quantity, unit_amount,
      personalisation, line
    )
    cross join generate_series(1, c.quantity) as n
    where c.kind = 'ticket'
    union all
    select null, null, null
  ) as s
  join events.products as p
    on (p.scope = 'ticket') = (s.line is not null)
    and (p.ticket_type_id is null or p.ticket_type_id = s.ticket_type_id)
  left join lateral (
    select sum(c.quantity) as quantity
    from unnest(p_cart) as c
    where c.product_id = p.id
      and c.for_line is not distinct from s.line
      and c.for_position is not distinct from s.position
  ) as w on true
  where p.org_id = p_event.org_id and p.event_id = p_event.id
    and p.is_active and p.deleted_at is null
    and (w.quantity > p.max_quantity or (p.is_required and w.quantity is null))
  order by s.line, s.position, p.sort_order, p.id
  limit 1;
  if not found then
    return;
  end if;
  v_data := jsonb_strip_nulls(jsonb_build_object(
    'line', v_wrong.line, 'position', v_wrong.position, 'product_id', v_wrong.id));
  if v_wrong.quantity = 0 then
    perform core.fail('product_missing', v_data || jsonb_build_object('product', v_wrong.name));
  end if;
  perform core.fail('quantity_above_maximum', v_data || jsonb_build_object(
    'ticket_type', v_wrong.name, 'quantity', v_wrong.quantity, 'max', v_wrong.max_quantity));
end
$$;
revoke all on function sales.check_products(events.events, sales.cart_line[]) from public;

-- sql/60_sales/2_functions/check_receipt.sql
-- Raises missing_field or invalid_field unless this can be how money came past the provider.
create or replace function sales.check_receipt(
  p_amount bigint,
  p_method text,
  p_received_at timestamptz
)
  returns void
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
begin
  if p_amount is null then
    perform core.fail('missing_field', '{"field": "amount"}');
  elsif core.require_text('method', p_method, 50) not in ('bank', 'cash', 'card') then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'method', 'reason', 'it must be bank, cash or card'));
  elsif p_received_at > core.clock() then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'received_at', 'reason', 'it is in the future'));
  elsif p_received_at < core.clock() - interval '1 year' then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'received_at', 'reason', 'it is more than a year ago'));
  end if;
end
$$;
revoke all on function sales.check_receipt(bigint, text, timestamptz) from public;

-- sql/60_sales/2_functions/check_registrations.sql
-- Reads who takes part from a cart whose lines have been checked (sales.read_items): one entry for
-- each registration, cleaned. Raises registrations_required, registrations_do_not_match_quantity,
-- too_many_registrations, invalid_field, participant_not_found and what check_entry() raises, for
-- the first line and position at fault.
create or replace function sales.check_registrations(p_event events.events, p_items jsonb)
  returns sales.entry[]
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_rules sales.entry_rule[];
  v_questions events.asked_question[];
  v_list jsonb;
  v_people jsonb;
  v_entries sales.entry[] := '{}';
begin
  if not (p_items @? '$[*].registrations' or sales.asks_entries(p_event, p_items)) then
    return v_entries;
  end if;
  v_rules := sales.entry_rules(p_event, p_items);
  v_questions := events.asked_questions(p_event.org_id, p_event.id, null);
  for v_line in 1..cardinality(v_rules) loop
    continue when v_rules[v_line].ticket_type_id is null;
    v_list := nullif(p_items -> (v_line - 1) -> 'registrations', 'null');
    if v_list is null then
      if sales.needs_entry(v_rules[v_line], v_questions) then
        perform core.fail('registrations_required', jsonb_build_object(
          'line', v_line,
          'ticket_type_id', v_rules[v_line].ticket_type_id,
          'ticket_type', v_rules[v_line].ticket_type));
      end if;
      continue;
    end if;
    perform sales.guard_list(v_line, v_list, (p_items -> (v_line - 1) -> 'quantity')::integer);
    if cardinality(v_entries) + jsonb_array_length(v_list) > 100 then
      perform core.fail('too_many_registrations', jsonb_build_object(
        'line', v_line, 'registrations', cardinality(v_entries) + jsonb_array_length(v_list),
        'max', 100));
    end if;
    if v_people is null and v_list @? '$[*].participant_id' then
      v_people := sales.known_participants(p_event.org_id, p_items);
    end if;
    for v_position in 1..jsonb_array_length(v_list) loop
      v_entries := v_entries || sales.check_entry(
        v_rules[v_line], v_questions, v_list -> (v_position - 1), v_people,
        jsonb_build_object('line', v_line, 'position', v_position));
    end loop;
  end loop;
  return v_entries;
end
$$;
revoke all on function sales.check_registrations(events.events, jsonb) from public;

-- sql/60_sales/2_functions/check_team_name.sql
-- The name of the team that a ticket makes, null for tickets of one person. Raises
-- team_name_missing, and invalid_field when there is no team to name.
create or replace function sales.check_team_name(
  p_rule sales.entry_rule,
  p_given jsonb,
  p_data jsonb
)
  returns text
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
declare
  v_name text := sales.read_text(p_given, 'team_name', 100, p_data);
begin
  if v_name is null and p_rule.is_team then
    perform core.fail('team_name_missing', p_data || jsonb_build_object(
      'field', 'team_name', 'ticket_type', p_rule.ticket_type));
  elsif v_name is not null and not p_rule.is_team then
    perform core.fail('invalid_field', p_data || jsonb_build_object(
      'field', 'team_name', 'reason', 'this ticket type is not for teams'));
  end if;
  return v_name;
end
$$;
revoke all on function sales.check_team_name(sales.entry_rule, jsonb, jsonb) from public;

-- sql/60_sales/2_functions/check_waiver.sql
-- Who accepted the waiver of the event for a participant. Raises waiver_missing, waiver_outdated,
-- guardian_missing, and invalid_field.
create or replace function sales.check_waiver(
  p_rule sales.entry_rule,
  p_waiver jsonb,
  p_age integer,
  p_data jsonb
)
  returns text
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
declare
  v_by text;
begin
  if coalesce(p_waiver, 'null') = 'null' then
    perform core.fail('waiver_missing', p_data || jsonb_build_object(
      'field', 'waiver', 'version', p_rule.waiver_version));
  elsif jsonb_typeof(p_waiver) <> 'object'
    or jsonb_typeof(p_waiver -> 'version') is distinct from 'number'
    or jsonb_typeof(p_waiver -> 'is_guardian') not in ('boolean', 'null')
  then
    perform core.fail('invalid_field', p_data || jsonb_build_object(
      'field', 'waiver', 'reason', 'it is not {version, accepted_by, is_guardian}'));
  elsif (p_waiver -> 'version')::numeric <> p_rule.waiver_version then
    perform core.fail('waiver_outdated', p_data || jsonb_build_object(
      'field', 'waiver', 'version', p_rule.waiver_version));
  end if;
  v_by := sales.read_text(p_waiver, 'accepted_by', 200, p_data);
  if v_by is null then
    perform core.fail('waiver_missing', p_data || jsonb_build_object(
      'field', 'accepted_by', 'version', p_rule.waiver_version));
  elsif p_age < p_rule.guardian_below_age and p_waiver -> 'is_guardian' is distinct from 'true' then
    perform core.fail('guardian_missing', p_data || jsonb_build_object(
      'field', 'is_guardian', 'guardian_below_age', p_rule.guardian_below_age));
  end if;
  return v_by;
end
$$;
revoke all on function sales.check_waiver(sales.entry_rule, jsonb, integer, jsonb) from public;

-- sql/60_sales/2_functions/check_wave.sql
-- The start wave of a registration: given exactly when its ticket type has active waves. Raises
-- wave_missing and wave_not_found.
create or replace function sales.check_wave(p_rule sales.entry_rule, p_given jsonb, p_data jsonb)
  returns uuid
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
declare
  v_id text := lower(p_given ->> 'wave_id');
begin
  if v_id is null then
    if p_rule.wave_ids is not null then
      perform core.fail('wave_missing', p_data || jsonb_build_object(
        'field', 'wave_id', 'ticket_type', p_rule.ticket_type));
    end if;
    return null;
  end if;
  if v_id = any (p_rule.wave_ids::text[]) is not true then
    perform core.fail('wave_not_found', p_data || jsonb_build_object(
      'field', 'wave_id', 'wave_id', left(v_id, 100), 'ticket_type', p_rule.ticket_type));
  end if;
  return v_id::uuid;
end
$$;
revoke all on function sales.check_wave(sales.entry_rule, jsonb, jsonb) from public;

-- sql/60_sales/2_functions/close_team.sql
-- Ends the search for members: the team starts as it is. For its captain, or its buyer with the
-- public token of the order, while it can be joined and has enough members; staff with
-- events.manage may also let a team start that was too small. Repeating it changes nothing.
-- Locks: the team. Raises missing_field, not_found, order_not_found, not_allowed, sign_in_required,
-- team_not_paid, team_closed, team_too_small.
create or replace function sales.close_team(p_team_id uuid, p_public_token text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_asked record := sales.authorise_team(p_team_id, p_public_token, 'team', p_team_id);
  v_team sales.teams := v_asked.team;
begin
  v_team := sales.lock_team(v_team.org_id, v_team.id);
  if v_team.status = 'complete' then
    return sales.team_json(v_team);
  end if;
  perform sales.guard_team_paid(v_team, o)
  from sales.orders as o
  where o.org_id = v_team.org_id and o.id = v_team.order_id;
  if v_team.status = 'withdrawn' or (v_team.status = 'incomplete' and not v_asked.is_staff) then
    perform core.fail('team_closed', jsonb_build_object('team_id', v_team.id, 'team', v_team.name));
  end if;
  if sales.count_members(v_team) < v_team.size_min and v_team.status = 'forming' then
    perform core.fail('team_too_small', jsonb_build_object(
      'team_id', v_team.id, 'team', v_team.name, 'members', sales.count_members(v_team),
      'size_min', v_team.size_min));
  end if;
  return sales.team_json(sales.move_team(v_team, 'complete'));
end
$$;
revoke all on function sales.close_team(uuid, text) from public;
grant execute on function sales.close_team(uuid, text) to anon, authenticated;

-- sql/60_sales/2_functions/complete_registrations.sql
-- Makes the registrations that the tickets of a paid order still lack, without participants, and
-- gives each of its ticket instances the registration of its place: the first instance of a line
-- that of position 1, and so on; a team's is its captain's.
create or replace function sales.complete_registrations(p_order sales.orders)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  insert into sales.registrations (
    org_id, event_id, ticket_type_id, order_id, order_item_id, position, status
  )
  select i.org_id, p_order.event_id, i.ticket_type_id, i.order_id, i.id, n.position, 'paid'
  from sales.order_items as i
  cross join generate_series(1, i.quantity) as n (position)
  where i.org_id = p_order.org_id and i.order_id = p_order.id and i.kind = 'ticket'
    and not exists (
      select from sales.registrations as r where r.org_id = i.org_id and r.order_item_id = i.id
    );
  update sales.ticket_instances as t
  set registration_id = n.registration_id
  from (
    select u.id, r.id as registration_id
    from (
      select
        w.id, w.order_item_id,
        row_number() over (partition by w.order_item_id order by w.id) as position
      from sales.ticket_instances as w
      where w.org_id = p_order.org_id and w.order_id = p_order.id and w.status <> 'void'
    ) as u
    join sales.registrations as r
      on r.org_id = p_order.org_id and r.order_item_id = u.order_item_id
    left join sales.teams as g on g.org_id = r.org_id and g.id = r.team_id
    where u.position = coalesce(g.position, r.position) and (g.id is null or g.captain_id = r.id)
  ) as n
  where t.org_id = p_order.org_id and t.id = n.id and t.registration_id is null;
end
$$;
revoke all on function sales.complete_registrations(sales.orders) from public;

-- sql/60_sales/2_functions/count_members.sql
-- How many people a team has.
create or replace function sales.count_members(p_team sales.teams)
  returns integer
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select count(*)
    from sales.registrations as r
    where r.org_id = p_team.org_id and r.team_id = p_team.id and r.status in ('pending', 'paid')
  );
end
$$;
revoke all on function sales.count_members(sales.teams) from public;

-- sql/60_sales/2_functions/create_order.sql
-- Places an order: for anyone, on the published events of anyone. Prices are ours, capacity is held
-- at once, all lines or none. A free order is settled at once.
--
-- Returns {order_id, order_number, status, public_token, checkout_url, expires_at, total_amount,
-- currency}. With an idempotency key a repeat makes nothing and gets the same answer, with the
-- status that the order has by then; the key belongs to the org of the event. Raises the errors of
-- place_order(), terms_not_accepted, and those of the buyer's fields. Locks: the key, then capacity
-- pools, last.
--
-- Carts come as arrays, whose length the planner would look at anew on every call: planning cost
-- more than doing, hence the generic plans (here and for all that is called from here).
create or replace function sales.create_order(
  p_event_id uuid,
  p_items jsonb,
  p_email text,
  p_purchaser_name text,
  p_language text,
  p_idempotency_key text,
  p_return_url text,
  p_promo_code text default null,
  p_accept_terms boolean default null
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
  set plan_cache_mode = 'force_generic_plan'
as $$
declare
  v_user_id uuid := auth.uid();
  v_key text := core.optional_text('idempotency_key', p_idempotency_key, 200);
  v_request jsonb;
  v_response jsonb;
  v_event events.events;
  v_settings events.event_settings;
  v_order sales.orders;
begin
  if v_user_id is not null then
    perform core.act_as('guest');
  end if;
  v_order.email := core.require_email('email', p_email);
  v_order.purchaser_name := core.optional_text('purchaser_name', p_purchaser_name, 200);
  v_order.language := core.request_language(p_language);
  if p_return_url is not null then
    v_order.return_url := sales.read_return_url(p_return_url);
  end if;
  if v_key is not null and p_event_id is not null then
    select e.* into v_event from events.events as e where e.id = p_event_id;
    v_request := jsonb_build_object(
      'event_id', p_event_id, 'items', p_items, 'email', v_order.email,
      'purchaser_name', v_order.purchaser_name, 'user_id', v_user_id,
      'promo_code', p_promo_code);
    v_response := sales.begin_order(v_event.org_id, 'create_order', v_key, v_request);
    if v_response is not null then
      return v_response;
    end if;
  end if;

  v_event := sales.find_event_on_sale(p_event_id);
  v_settings := events.settings_of(v_event);
  if coalesce(v_settings.terms_nl, v_settings.terms_en) is not null then
    if p_accept_terms is not true then
      perform core.fail('terms_not_accepted', jsonb_build_object('event_id', p_event_id));
    end if;
    v_order.terms_version := v_settings.terms_version;
  end if;
  v_order.user_id := v_user_id;
  v_order.settlement := 'provider';
  v_order.idempotency_key := v_key;
  v_order := sales.place_order(
    v_event, v_settings, v_order, p_items, p_promo_code,
    make_interval(mins => v_settings.hold_minutes));
  return sales.finish_order(v_order, 'create_order', v_request);
end
$$;
revoke all on function sales.create_order(
  uuid, jsonb, text, text, text, text, text, text, boolean
) from public;
grant execute on function sales.create_order(
  uuid, jsonb, text, text, text, text, text, text, boolean
)
  to anon, authenticated;

-- sql/60_sales/2_functions/create_staff_order.sql
-- Places an order for somebody else, by staff with orders.create: the same cart at the same prices,
-- under the same rules and in the same places as create_order(). How it is settled:
--   complimentary  costs nothing: all of its price is discount; needs orders.give_away too
--   cash           is paid here and now
--   invoice, bank  holds its places until it is paid, by record_manual_payment() or online by its
--                  buyer: for 14 days but not beyond the start of the event, or `p_hold_minutes`
-- What is settled has its tickets at once. The buyer is a guest: the order belongs to no user; the
-- audit log tells who of the staff placed it.
--
-- Returns what create_order() returns. With an idempotency key a repeat makes nothing. Locks: the
-- key, then capacity pools, last.
create or replace function sales.create_staff_order(
  p_event_id uuid,
  p_items jsonb,
  p_email text,
  p_purchaser_name text,
  p_language text,
  p_settlement text,
  p_promo_code text,
  p_note text,
  p_idempotency_key text,
  p_hold_minutes integer
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_event events.events;
  v_order sales.orders;
  v_request jsonb;
  v_response jsonb;
begin
  perform core.require_id('event_id', p_event_id);
  select e.* into v_event from events.events as e where e.id = p_event_id and e.deleted_at is null;
  perform tenancy.authorise(v_event.org_id, 'orders.create', 'event', p_event_id);
  v_order.settlement := sales.read_settlement(p_settlement);
  if v_order.settlement = 'complimentary' then
    perform tenancy.authorise(v_event.org_id, 'orders.give_away', 'event', p_event_id);
    if p_promo_code is not null then
      perform core.fail('invalid_field', jsonb_build_object(
        'field', 'promo_code', 'reason', 'a complimentary order costs nothing as it is'));
    end if;
  end if;
  v_order.email := core.require_email('email', p_email);
  v_order.purchaser_name := core.optional_text('purchaser_name', p_purchaser_name, 200);
  v_order.language := core.request_language(p_language);
  -- A note may have several lines.
  perform core.optional_text('note', translate(p_note, E'\n\r\t', '   '), 2000);
  v_order.idempotency_key := core.optional_text('idempotency_key', p_idempotency_key, 200);
  v_order.note := nullif(btrim(p_note), '');
  v_request := jsonb_build_object(
    'event_id', p_event_id, 'items', p_items, 'email', v_order.email,
    'purchaser_name', v_order.purchaser_name, 'settlement', p_settlement,
    'promo_code', p_promo_code, 'note', v_order.note, 'hold_minutes', p_hold_minutes);
  if v_order.idempotency_key is not null then
    v_response := sales.begin_order(
      v_event.org_id, 'create_staff_order', v_order.idempotency_key, v_request);
    if v_response is not null then
      return v_response;
    end if;
  end if;

  v_event := sales.find_event_on_sale(p_event_id);
  v_order := sales.place_order(
    v_event, events.settings_of(v_event), v_order, p_items, p_promo_code,
    sales.staff_hold(v_event, v_order.settlement, p_hold_minutes));
  if v_order.status = 'pending' then
    perform sales.mail_order(v_order, 'email.order_reserved');
  end if;
  return sales.finish_order(v_order, 'create_staff_order', v_request);
end
$$;
revoke all on function sales.create_staff_order(
  uuid, jsonb, text, text, text, text, text, text, text, integer
) from public;
grant execute on function sales.create_staff_order(
  uuid, jsonb, text, text, text, text, text, text, text, integer
) to authenticated;

-- sql/60_sales/2_functions/current_answers.sql
-- The answers of a registration to what is still asked of it, as a cart has them.
create or replace function sales.current_answers(
  p_registration sales.registrations,
  p_questions events.asked_question[]
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_object_agg(a.question_id, a.value), '{}')
    from sales.registration_answers as a
    join unnest(p_questions) as q on q.id = a.question_id
    where a.org_id = p_registration.org_id and a.registration_id = p_registration.id
  );
end
$$;
revoke all on function sales.current_answers(
  sales.registrations, events.asked_question[]) from public;

-- sql/60_sales/2_functions/duplicate_bib_ranges.sql
-- The ranges of start numbers of an event, for its copy: what sales registers with duplicate_event.
create or replace function sales.duplicate_bib_ranges(p_copy events.copy)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform events.copy_rows(p_copy, 'sales.bib_ranges', 'event_id');
end
$$;
revoke all on function sales.duplicate_bib_ranges(events.copy) from public;

-- sql/60_sales/2_functions/edit_registration.sql
-- Changes the data of a locked registration that has a participant. What is asked of a participant
-- is checked of the outcome, answers only when answers change: a question that was changed or added
-- since is not put to somebody who comes to correct a telephone number.
create or replace function sales.edit_registration(
  p_registration sales.registrations,
  p_event events.events,
  p_changes jsonb
)
  returns sales.registrations
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_rule sales.entry_rule := (sales.entry_rules(p_event, jsonb_build_array(
    jsonb_build_object('ticket_type_id', p_registration.ticket_type_id))))[1];
  v_questions events.asked_question[] := '{}';
  v_known jsonb := sales.entered(p_registration);
  v_answers jsonb := nullif(p_changes -> 'answers', 'null');
  v_entry sales.entry;
  v_registration sales.registrations;
begin
  v_rule.wave_ids := null;
  v_rule.waiver_version := null;
  v_rule.guardian_below_age := null;
  v_rule.is_team := false;
  if v_answers is not null then
    v_questions := events.asked_questions(
      p_event.org_id, p_event.id, p_registration.ticket_type_id);
    if jsonb_typeof(v_answers) = 'object' then
      v_answers := sales.current_answers(p_registration, v_questions) || v_answers;
    end if;
  end if;
  v_entry := sales.check_entry(
    v_rule, v_questions,
    jsonb_strip_nulls(v_known || p_changes) - 'answers' || jsonb_build_object('answers', v_answers),
    '{}', '{}');
  perform sales.update_participant(
    p_registration.org_id, p_registration.participant_id, sales.read_person(p_changes, '{}'));
  update sales.registrations as r
  set licence_number = v_entry.licence_number, age_on_race_day = v_entry.age
  where r.org_id = p_registration.org_id and r.id = p_registration.id
  returning r.* into v_registration;
  if v_answers is not null then
    perform sales.replace_answers(p_registration, v_questions, v_entry.answers);
  end if;
  return v_registration;
end
$$;
revoke all on function sales.edit_registration(
  sales.registrations, events.events, jsonb) from public;

-- sql/60_sales/2_functions/edits_close_at.sql
-- Until when participants of an event change their own data: the moment in its settings, else its
-- start.
create or replace function sales.edits_close_at(p_event events.events)
  returns timestamptz
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select coalesce(s.edits_close_at, p_event.starts_at)
    from events.event_settings as s
    where s.org_id = p_event.org_id and s.event_id = p_event.id
  );
end
$$;
revoke all on function sales.edits_close_at(events.events) from public;

-- sql/60_sales/2_functions/end_membership.sql
-- Ends the registration of a team's member; a captain hands over to the successor first. What
-- follows for the team and the start number is done by triggers. The caller has locked the order.
-- Raises successor_not_in_team.
create or replace function sales.end_membership(
  p_team sales.teams,
  p_registration_id uuid,
  p_successor_id uuid
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_live_ids uuid[];
begin
  with locked as materialized (
    select r.id, r.status
    from sales.registrations as r
    where r.org_id = p_team.org_id and r.team_id = p_team.id
      and r.id in (p_registration_id, p_successor_id)
    order by r.id
    for no key update
  )
  select array_agg(l.id) filter (where l.status in ('pending', 'paid')) into v_live_ids
  from locked as l;
  if p_registration_id = any (v_live_ids) is not true then
    return;
  end if;
  if p_successor_id is not null then
    if p_successor_id = p_registration_id or p_successor_id = any (v_live_ids) is not true then
      perform core.fail(
        'successor_not_in_team', jsonb_build_object('successor_id', p_successor_id));
    end if;
    p_team := sales.lock_team(p_team.org_id, p_team.id);
    if p_team.captain_id = p_registration_id then
      perform sales.hand_over_team(p_team, p_successor_id);
    end if;
  end if;
  update sales.registrations as r
  set status = 'cancelled', cancelled_at = core.clock()
  where r.org_id = p_team.org_id and r.id = p_registration_id;
end
$$;
revoke all on function sales.end_membership(sales.teams, uuid, uuid) from public;

-- sql/60_sales/2_functions/end_order.sql
-- Moves a locked pending order to the end that it met without being paid: failed, cancelled or
-- expired. Its capacity is given back by the caller, last.
create or replace function sales.end_order(p_order sales.orders, p_status sales.order_status)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
  v_order sales.orders;
begin
  update sales.orders as o
  set status = p_status, expires_at = null, release_at = null,
    failed_at = case p_status when 'failed' then v_now end,
    cancelled_at = case p_status when 'cancelled' then v_now end,
    expired_at = case p_status when 'expired' then v_now end
  where o.org_id = p_order.org_id and o.id = p_order.id
  returning o.* into v_order;
  perform sales.sync_registrations(v_order);
end
$$;
revoke all on function sales.end_order(sales.orders, sales.order_status) from public;

-- sql/60_sales/2_functions/entered.sql
-- What a registration was entered with, as it stands now and in the form of a cart: the fields of
-- its participant and its licence number.
create or replace function sales.entered(p_registration sales.registrations)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select jsonb_strip_nulls(jsonb_build_object(
      'first_name', p.first_name, 'last_name', p.last_name, 'email', p.email, 'phone', p.phone,
      'gender', p.gender, 'nationality', p.nationality, 'city', p.city, 'club', p.club,
      'language', p.language, 'birth_date', d.birth_date, 'emergency_name', d.emergency_name,
      'emergency_phone', d.emergency_phone, 'medical_note', d.medical_note,
      'licence_number', p_registration.licence_number))
    from sales.participants as p
    left join sales.participant_details as d
      on d.org_id = p.org_id and d.participant_id = p.id
    where p.org_id = p_registration.org_id and p.id = p_registration.participant_id
  );
end
$$;
revoke all on function sales.entered(sales.registrations) from public;

-- sql/60_sales/2_functions/entry_rules.sql
-- What each line of a cart asks of whoever takes part, in the order of the lines; null for lines
-- that are no tickets of this event. Race day is the day on which the event starts there.
create or replace function sales.entry_rules(p_event events.events, p_items jsonb)
  returns sales.entry_rule[]
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select array_agg(
      case when t.id is not null then row(
        t.id, t.name, (p_event.starts_at at time zone p_event.time_zone)::date,
        s.required_profile_fields, t.min_age, t.max_age, t.requires_licence, t.licence_pattern,
        t.team_max is not null, w.wave_ids, v.version, v.guardian_below_age
      )::sales.entry_rule end
      order by i.line
    )
    from jsonb_array_elements(p_items) with ordinality as i (item, line)
    left join events.ticket_types as t
      on t.org_id = p_event.org_id and t.id = (i.item ->> 'ticket_type_id')::uuid
      and t.event_id = p_event.id
    left join events.event_settings as s
      on s.org_id = p_event.org_id and s.event_id = p_event.id
    left join lateral (
      select array_agg(w.id) as wave_ids
      from events.wave_ticket_types as wt
      join events.waves as w on w.org_id = wt.org_id and w.id = wt.wave_id
      where wt.org_id = t.org_id and wt.ticket_type_id = t.id
        and w.is_active and w.deleted_at is null
    ) as w on true
    left join events.current_waiver(p_event.org_id, p_event.id) as v on true
  );
end
$$;
revoke all on function sales.entry_rules(events.events, jsonb) from public;

-- sql/60_sales/2_functions/event_letter.sql
-- What a mail to an organiser says of one of their events, and to whom: to the address of the org,
-- else to the one who has owned it longest.
create or replace function sales.event_letter(p_org_id uuid, p_event_id uuid)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'event_id', e.id,
      'email', coalesce(g.email, (
        select u.email
        from tenancy.org_members as m
        join auth.users as u on u.id = m.user_id
        where m.org_id = g.id and m.role = 'owner'
        order by m.created_at, m.user_id
        limit 1
      )),
      'language', g.language,
      'event', e.title,
      'starts_at', e.starts_at,
      'time_zone', e.time_zone,
      'org_name', g.name
    )
    from events.events as e
    join tenancy.orgs as g on g.id = e.org_id
    where e.org_id = p_org_id and e.id = p_event_id
  );
end
$$;
revoke all on function sales.event_letter(uuid, uuid) from public;

-- sql/60_sales/2_functions/explain_pool.sql
-- What a pool stands for in an order: the error that says it is short, the first line that draws on
-- it with its quantity, and the name of what it limits.
create or replace function sales.explain_pool(
  p_event events.events,
  p_lines sales.order_line[],
  p_pool_id uuid
)
  returns table (slug text, line integer, id uuid, name text, quantity integer)
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return query
    with lines as (
      select
        coalesce(l.for_line, l.number)::integer as line, l.ticket_type_id, l.price_tier_id,
        l.product_id, l.variant_id, l.name, l.quantity
      from unnest(p_lines) with ordinality as l (
        kind, ticket_type_id, price_tier_id, product_id, variant_id, for_line, for_position, name,
        personalisation, quantity, unit_amount, discount_amount, vat_rate, vat_amount, number
      )
    )
    select
      case when l.price_tier_id = p_pool_id then 'price_changed' else 'sold_out' end,
      l.line, l.ticket_type_id, l.name, l.quantity
    from lines as l
    where l.ticket_type_id is not null
      and (
        l.price_tier_id = p_pool_id
        or exists (
          select
          from events.ticket_type_pools as m
          where m.org_id = p_event.org_id and m.ticket_type_id = l.ticket_type_id
            and m.pool_id = p_pool_id
        )
      )
    union all
    select 'product_sold_out', l.line, l.product_id, l.name, l.quantity
    from lines as l
    where p_pool_id in (l.product_id, l.variant_id)
    union all
    select 'promo_code_used_up', null, c.id, c.code, null
    from events.promo_codes as c
    where c.org_id = p_event.org_id and c.id = p_pool_id
    union all
    select 'wave_full', null, w.id, w.name, null
    from events.waves as w
    where w.org_id = p_event.org_id and w.id = p_pool_id
    limit 1;
end
$$;
revoke all on function sales.explain_pool(events.events, sales.order_line[], uuid) from public;

-- sql/60_sales/2_functions/fault_of.sql
-- What is wrong with a field of a person, trimmed and not empty; null when nothing is. Whatever
-- passes here keeps the constraints of participants and participant_details, whose violation would
-- quote the row.
create or replace function sales.fault_of(p_field text, p_text text)
  returns text
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
declare
  v_max integer := case p_field
    when 'email' then 254
    when 'emergency_name' then 200
    when 'medical_note' then 2000
    else 100 end;
begin
  if length(p_text) > v_max then
    return format('it is longer than %s characters', v_max);
  elsif p_text ~ '[[:cntrl:]]'
    and (p_field <> 'medical_note' or translate(p_text, E'\t\r\n', '') ~ '[[:cntrl:]]')
  then
    return 'it contains control characters';
  end if;
  case p_field
    when 'email' then
      if not core.is_email(lower(p_text)) then
        return 'it is not an e-mail address';
      end if;
    when 'phone', 'emergency_phone' then
      if core.phone_number(p_text) is null then
        return 'it is not a phone number with its country code, such as +31 6 12345678';
      end if;
    when 'gender' then
      if p_text not in ('female', 'male', 'other') then
        return 'it must be female, male or other';
      end if;
    when 'nationality' then
      if not core.is_country(upper(p_text)) then
        return 'it is not the two-letter code of a country';
      end if;
    when 'language' then
      if p_text not in ('nl', 'en') then
        return 'it must be nl or en';
      end if;
    when 'birth_date' then
      return sales.fault_of_birth_date(p_text);
    else
      null;
  end case;
  return null;
end
$$;
revoke all on function sales.fault_of(text, text) from public;

-- sql/60_sales/2_functions/fault_of_birth_date.sql
-- What is wrong with a date of birth; null when nothing is.
create or replace function sales.fault_of_birth_date(p_text text)
  returns text
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
declare
  v_date date := core.iso_date(p_text);
begin
  if v_date is null then
    return 'it is not a date such as 1990-12-31';
  elsif v_date > (core.clock() at time zone 'Pacific/Kiritimati')::date then
    return 'it lies in the future';
  elsif v_date < date '1900-01-01' then
    return 'it lies before 1900';
  end if;
  return null;
end
$$;
revoke all on function sales.fault_of_birth_date(text) from public;

-- sql/60_sales/2_functions/find_event_on_sale.sql
-- The published event that somebody wants to buy for. Raises missing_field, event_not_found (also
-- for drafts: nobody learns that they exist), org_suspended, event_is_over.
create or replace function sales.find_event_on_sale(p_event_id uuid)
  returns events.events
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_event events.events;
begin
  select e.* into v_event
  from events.events as e
  join tenancy.orgs as o on o.id = e.org_id and o.suspended_at is null and o.deleted_at is null
  where e.id = p_event_id and e.status = 'published' and e.deleted_at is null;
  if not found then
    perform sales.refuse_event(p_event_id);
  end if;
  if v_event.ends_at <= core.clock() then
    perform core.fail('event_is_over', jsonb_build_object('event_id', p_event_id));
  end if;
  return v_event;
end
$$;
revoke all on function sales.find_event_on_sale(uuid) from public;

-- sql/60_sales/2_functions/find_order.sql
-- The order behind a public token. Raises missing_field or order_not_found.
create or replace function sales.find_order(p_public_token text)
  returns sales.orders
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_order sales.orders;
begin
  if coalesce(p_public_token, '') = '' then
    perform core.fail('missing_field', '{"field": "public_token"}');
  end if;
  select o.* into v_order
  from sales.orders as o
  where o.public_token_hash = core.token_hash(p_public_token);
  if not found then
    perform core.fail('order_not_found');
  end if;
  return v_order;
end
$$;
revoke all on function sales.find_order(text) from public;

-- sql/60_sales/2_functions/find_team.sql
-- The team that a join code opens, however it is typed: in small letters, with or without dashes
-- and spaces, O for 0, I or L for 1. Tries are limited per address; what makes guessing hopeless
-- are the code's 60 bits, since a refused try takes its count back with it. Raises missing_field,
-- rate_limited, join_code_not_valid.
create or replace function sales.find_team(p_join_code text)
  returns sales.teams
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_code text := upper(core.require_text('join_code', p_join_code, 100));
  v_team sales.teams;
begin
  perform core.hit_rate_limit('join_code', core.client_address());
  v_code := translate(v_code, 'OIL -', '011');
  select t.* into v_team from sales.teams as t where t.join_code_hash = core.token_hash(v_code);
  if not found then
    perform core.fail('join_code_not_valid');
  end if;
  return v_team;
end
$$;
revoke all on function sales.find_team(text) from public;

-- sql/60_sales/2_functions/finish_order.sql
-- What whoever placed an order is answered; kept for its idempotency key, if it has one, without
-- the secret that shows the order.
create or replace function sales.finish_order(
  p_order sales.orders,
  p_function text,
  p_request jsonb
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_response jsonb := jsonb_build_object(
    'order_id', p_order.id,
    'order_number', p_order.order_number,
    'status', p_order.status,
    'checkout_url', null,
    'expires_at', p_order.expires_at,
    'total_amount', p_order.total_amount,
    'currency', p_order.currency
  );
begin
  if p_order.idempotency_key is not null then
    perform core.finish_idempotent(
      p_order.org_id::text, p_function, p_order.idempotency_key, p_request, v_response);
  end if;
  return v_response || jsonb_build_object('public_token', core.public_token(p_order.id));
end
$$;
revoke all on function sales.finish_order(sales.orders, text, jsonb) from public;

-- sql/60_sales/2_functions/get_order.sql
-- An order for its guest, by public token, with its teams. Raises missing_field, order_not_found.
create or replace function sales.get_order(p_public_token text)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_order sales.orders := sales.find_order(p_public_token);
begin
  return sales.order_json(v_order)
    || jsonb_build_object('teams', sales.teams_of_order(v_order));
end
$$;
revoke all on function sales.get_order(text) from public;
grant execute on function sales.get_order(text) to anon, authenticated, service_role;

-- sql/60_sales/2_functions/give_away.sql
-- An offer for nothing: every line with all of its price as discount, and no fee.
create or replace function sales.give_away(p_offer sales.offer)
  returns sales.offer
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  for v_index in 1..cardinality(p_offer.lines) loop
    p_offer.lines[v_index].discount_amount :=
      p_offer.lines[v_index].quantity * p_offer.lines[v_index].unit_amount;
    p_offer.lines[v_index].vat_amount := 0;
  end loop;
  p_offer.discount_amount := p_offer.subtotal_amount;
  p_offer.service_fee_amount := 0;
  p_offer.service_fee_vat_amount := 0;
  p_offer.service_fee_rule := null;
  p_offer.vat_amount := 0;
  p_offer.total_amount := 0;
  return p_offer;
end
$$;
revoke all on function sales.give_away(sales.offer) from public;

-- sql/60_sales/2_functions/give_bibs.sql
-- Gives a start number to each paid registration of an event, or of one order of it, that has none.
-- Returns how many got one, and the registrations for which there was none left, in their order.
--
-- A registration looks into the ranges of its wave first, then into those of its ticket type, then
-- into those of the event; the next only when there is nothing left in the one before. Of the
-- registrations that want the same ranges, who entered first gets the lowest number. Ranges of one
-- kind are used up in their sort order. Numbers that were returned are given again only when no
-- fresh ones are left there; reserved ones never. Locks: the ranges of the event, by id.
create or replace function sales.give_bibs(
  p_org_id uuid,
  p_event_id uuid,
  p_order_id uuid,
  out assigned integer,
  out without_number uuid[]
)
  returns record
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_precedence integer;
begin
  assigned := 0;
  perform sales.lock_bib_ranges(p_org_id, p_event_id);
  for v_precedence in
    select distinct sales.bib_precedence(b)
    from sales.bib_ranges as b
    where b.org_id = p_org_id and b.event_id = p_event_id and b.deleted_at is null
    order by 1
  loop
    assigned := assigned
      + sales.give_bibs_of_ranges(p_org_id, p_event_id, p_order_id, v_precedence);
  end loop;
  select array_agg(r.id order by r.created_at, r.order_item_id, r.position, r.id)
  into without_number
  from sales.registrations as r
  where r.org_id = p_org_id and r.event_id = p_event_id and r.status = 'paid'
    and (p_order_id is null or r.order_id = p_order_id)
    and not exists (
      select 1 from sales.bibs as b where b.org_id = r.org_id and b.registration_id = r.id
    );
  without_number := coalesce(without_number, '{}');
end
$$;
revoke all on function sales.give_bibs(uuid, uuid, uuid) from public;

-- sql/60_sales/2_functions/give_bibs_of_ranges.sql
-- One step of sales.give_bibs(): numbers from the ranges of one precedence, which the caller has
-- locked. Returns how many were given.
--
-- `next_number` of a range bounds the search: from there on as many numbers are looked at as are
-- wanted, and as many more as are in use further up, because somebody reserved or set them.
create or replace function sales.give_bibs_of_ranges(
  p_org_id uuid,
  p_event_id uuid,
  p_order_id uuid,
  p_precedence integer
)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_count integer;
begin
  with ranges as materialized (
    select b.id, b.ticket_type_id, b.wave_id, b.first_number, b.last_number, b.next_number,
      coalesce(b.wave_id::text, '') || coalesce(b.ticket_type_id::text, '') as target,
      row_number() over (order by b.sort_order, b.first_number) as place
    from sales.bib_ranges as b
    where b.org_id = p_org_id and b.event_id = p_event_id and b.deleted_at is null
      and sales.bib_precedence(b) = p_precedence
  ), wanted as materialized (
    select r.id, g.target,
      row_number() over (
        partition by g.target order by r.created_at, r.order_item_id, r.position, r.id) as place
    from (select distinct a.target, a.ticket_type_id, a.wave_id from ranges as a) as g
    join sales.registrations as r
      on r.org_id = p_org_id and r.event_id = p_event_id and r.status = 'paid'
      and (p_order_id is null or r.order_id = p_order_id)
      and (g.ticket_type_id is null or g.ticket_type_id = r.ticket_type_id)
      and (g.wave_id is null or g.wave_id = r.wave_id)
    where not exists (
      select 1 from sales.bibs as b where b.org_id = r.org_id and b.registration_id = r.id)
  ), needed as (
    select w.target, count(*)::integer as quantity from wanted as w group by w.target
  ), free as (
    select a.id as range_id, a.target, f.number, f.is_returned,
      row_number() over (
        partition by a.target order by f.is_returned, a.place, f.number) as place
    from ranges as a
    join needed as n on n.target = a.target
    cross join lateral (
      select count(*)::integer as quantity
      from sales.bibs as b
      where b.org_id = p_org_id and b.event_id = p_event_id
        and b.number between a.next_number and a.last_number
    ) as ahead
    cross join lateral (
      select s.number, false as is_returned
      from generate_series(
        a.next_number, least(a.last_number, a.next_number + ahead.quantity + n.quantity - 1)
      ) as s (number)
      where not exists (
        select 1 from sales.bibs as b
        where b.org_id = p_org_id and b.event_id = p_event_id and b.number = s.number
          and b.number between a.next_number and a.last_number)
      union all
      (
        select b.number, true
        from sales.bibs as b
        where b.org_id = p_org_id and b.event_id = p_event_id and b.status = 'returned'
          and b.number between a.first_number and a.last_number
        order by b.number
        limit n.quantity
      )
    ) as f
  ), pairs as materialized (
    select w.id as registration_id, f.range_id, f.number, f.is_returned
    from wanted as w
    join free as f on f.target = w.target and f.place = w.place
  ), moved as (
    update sales.bib_ranges as b
    set next_number = m.last_given + 1
    from (
      select p.range_id, max(p.number) as last_given
      from pairs as p
      where not p.is_returned
      group by p.range_id
    ) as m
    where b.org_id = p_org_id and b.id = m.range_id
  ), given as (
    insert into sales.bibs as b (org_id, event_id, number, registration_id, status)
    select p_org_id, p_event_id, p.number, p.registration_id, 'assigned'
    from pairs as p
    on conflict (org_id, event_id, number) do update
    set status = 'assigned', registration_id = excluded.registration_id, returned_at = null
    where b.status = 'returned'
    returning b.number
  )
  select count(*) into v_count from given;
  return v_count;
end
$$;
revoke all on function sales.give_bibs_of_ranges(uuid, uuid, uuid, integer) from public;

-- sql/60_sales/2_functions/guard_changes.sql
-- Raises invalid_field for a change that nobody can make to a registration by themselves: its wave,
-- team and products belong to what was bought, and another name would be handing the ticket on.
create or replace function sales.guard_changes(
  p_registration sales.registrations,
  p_changes jsonb
)
  returns void
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
declare
  v_fixed text[] := array['wave_id', 'team_name', 'products'];
begin
  if p_registration.participant_id is not null then
    v_fixed := v_fixed || array['participant_id', 'first_name', 'last_name', 'waiver'];
  end if;
  perform core.fail('invalid_field', jsonb_build_object(
    'field', f.field, 'reason', 'it stays as it was ordered'))
  from unnest(v_fixed) as f (field)
  where p_changes ? f.field;
end
$$;
revoke all on function sales.guard_changes(sales.registrations, jsonb) from public;

-- sql/60_sales/2_functions/guard_demand.sql
-- Raises what refuse_demand() says when the capacity that an offer needs is not there, as
-- committed: most of those who come too late are sent away by that, before anything is written or
-- locked. A lane that would do for a pool is proof enough; without one, what is left has to be
-- added up.
create or replace function sales.guard_demand(p_event events.events, p_offer sales.offer)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  if exists (
    select
    from unnest((p_offer.demand).pool_ids, (p_offer.demand).quantities) as d (pool_id, quantity)
    where (
      select true
      from events.capacity_lanes as l
      where l.org_id = p_event.org_id and l.pool_id = d.pool_id and l.remaining >= d.quantity
      limit 1
    ) is null
  ) then
    perform sales.refuse_demand(p_event, p_offer.lines, p_offer.demand);
  end if;
end
$$;
revoke all on function sales.guard_demand(events.events, sales.offer) from public;

-- sql/60_sales/2_functions/guard_list.sql
-- Raises invalid_field when the registrations of a line are no list of objects,
-- registrations_do_not_match_quantity when there are not as many as tickets.
create or replace function sales.guard_list(p_line integer, p_list jsonb, p_quantity integer)
  returns void
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
begin
  if not (p_list @@ '$.type() == "array" && !($[*].type() != "object")') then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'registrations', 'line', p_line,
      'reason', format('that of line %s is not a list of objects', p_line)));
  end if;
  if jsonb_array_length(p_list) <> p_quantity then
    perform core.fail('registrations_do_not_match_quantity', jsonb_build_object(
      'line', p_line, 'quantity', p_quantity, 'registrations', jsonb_array_length(p_list)));
  end if;
end
$$;
revoke all on function sales.guard_list(integer, jsonb, integer) from public;

-- sql/60_sales/2_functions/guard_pools.sql
-- Refuses an order, with try_again, whose ticket types were put onto a shared pool, or taken off
-- one, after it had read what they draw on. Call it once the order holds its capacity: whoever
-- moves ticket types locks their own pools.
create or replace function sales.guard_pools(p_order sales.orders)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  if not exists (
    select from events.capacity_pools as p
    where p.org_id = p_order.org_id and p.event_id = p_order.event_id and p.name is not null
  ) then
    return;
  end if;
  if exists (
    select from events.capacity_pools as p
    left join sales.capacity_claims as c
      on c.org_id = p.org_id and c.pool_id = p.id and c.order_id = p_order.id
    cross join lateral (
      select sum(own.quantity) as quantity
      from events.ticket_type_pools as m
      join sales.capacity_claims as own
        on own.org_id = m.org_id and own.pool_id = m.ticket_type_id and own.order_id = p_order.id
      where m.org_id = p.org_id and m.pool_id = p.id
    ) as due
    where p.org_id = p_order.org_id and p.event_id = p_order.event_id and p.name is not null
      and c.quantity is distinct from due.quantity
  ) then
    perform core.fail('try_again');
  end if;
end
$$;
revoke all on function sales.guard_pools(sales.orders) from public;

-- sql/60_sales/2_functions/guard_profile.sql
-- Raises profile_field_missing when a participant lacks what the event or the ticket type needs: a
-- name, the fields that the event requires, and a date of birth where ages matter.
create or replace function sales.guard_profile(
  p_rule sales.entry_rule,
  p_person jsonb,
  p_is_new boolean,
  p_data jsonb
)
  returns void
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
declare
  v_needed text[] := p_rule.required_fields;
  v_field text;
begin
  if 'emergency_contact' = any (v_needed) then
    v_needed := array_remove(v_needed, 'emergency_contact')
      || array['emergency_name', 'emergency_phone'];
  end if;
  if p_rule.min_age is not null or p_rule.max_age is not null or p_rule.guardian_below_age > 0 then
    v_needed := array_append(v_needed, 'birth_date');
  end if;
  if p_is_new then
    v_needed := array['first_name', 'last_name'] || v_needed;
  end if;
  if p_person ?& v_needed then
    return;
  end if;
  select n.field into v_field
  from unnest(v_needed) with ordinality as n (field, place)
  where not p_person ? n.field
  order by n.place
  limit 1;
  perform core.fail('profile_field_missing', p_data || jsonb_build_object(
    'field', v_field, 'ticket_type', p_rule.ticket_type));
end
$$;
revoke all on function sales.guard_profile(sales.entry_rule, jsonb, boolean, jsonb) from public;

-- sql/60_sales/2_functions/guard_still_sold.sql
-- Raises product_not_found, variant_not_found or wave_not_found when an order that was released has
-- something that is no longer offered: it is not sold by paying late either.
create or replace function sales.guard_still_sold(p_order sales.orders)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_gone record;
begin
  select i.line, i.product_id, i.variant_id, i.name as product,
    v.id is not null and not (v.is_active and v.deleted_at is null) as is_variant
  into v_gone
  from sales.order_items as i
  join events.products as p on p.org_id = i.org_id and p.id = i.product_id
  left join events.product_variants as v on v.org_id = i.org_id and v.id = i.variant_id
  where i.org_id = p_order.org_id and i.order_id = p_order.id
    and not (
      p.is_active and p.deleted_at is null
      and coalesce(v.is_active and v.deleted_at is null, true)
    )
  order by i.line
  limit 1;
  if v_gone.is_variant then
    perform core.fail('variant_not_found', jsonb_build_object(
      'line', v_gone.line, 'product', v_gone.product, 'variant_id', v_gone.variant_id));
  elsif found then
    perform core.fail('product_not_found', jsonb_build_object(
      'line', v_gone.line, 'product_id', v_gone.product_id));
  end if;
  select i.line, r.position, i.name as ticket_type, r.wave_id into v_gone
  from sales.registrations as r
  join sales.order_items as i on i.org_id = r.org_id and i.id = r.order_item_id
  join events.waves as w on w.org_id = r.org_id and w.id = r.wave_id
  where r.org_id = p_order.org_id and r.order_id = p_order.id
    and not (w.is_active and w.deleted_at is null)
  order by i.line, r.position
  limit 1;
  if found then
    perform core.fail('wave_not_found', jsonb_build_object(
      'line', v_gone.line, 'position', v_gone.position, 'ticket_type', v_gone.ticket_type,
      'wave_id', v_gone.wave_id));
  end if;
end
$$;
revoke all on function sales.guard_still_sold(sales.orders) from public;

-- sql/60_sales/2_functions/guard_team_paid.sql
-- Raises team_not_paid unless the order of a team is paid: before that nobody joins it, leaves it
-- or has its code.
create or replace function sales.guard_team_paid(p_team sales.teams, p_order sales.orders)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  if p_order.status not in ('paid', 'partially_refunded') then
    perform core.fail('team_not_paid', jsonb_build_object(
      'team_id', p_team.id, 'team', p_team.name, 'status', p_order.status));
  end if;
end
$$;
revoke all on function sales.guard_team_paid(sales.teams, sales.orders) from public;

-- sql/60_sales/2_functions/guard_unpaid.sql
-- Raises paid_otherwise when an order needs no money, with how it was settled, and
-- order_not_payable when it can have none any more.
create or replace function sales.guard_unpaid(p_order sales.orders)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_payment payments.payments;
begin
  if p_order.status in ('overbooked', 'refunded') then
    perform core.fail('order_not_payable', jsonb_build_object('status', p_order.status));
  elsif p_order.status in ('paid', 'partially_refunded') then
    v_payment := payments.find_captured_payment(p_order.org_id, p_order.id);
    perform core.fail('paid_otherwise', jsonb_build_object(
      'order_number', p_order.order_number,
      'settlement', p_order.settlement,
      'payment_id', v_payment.id,
      'provider', v_payment.provider,
      'method', coalesce(v_payment.method, p_order.settlement::text),
      'reference', v_payment.reference,
      'paid_at', p_order.paid_at));
  end if;
end
$$;
revoke all on function sales.guard_unpaid(sales.orders) from public;

-- sql/60_sales/2_functions/hand_over_team.sql
-- Makes a member of a locked team its captain: its ticket is theirs from now on, and they get a new
-- code by mail, since the one before may be with somebody who left.
create or replace function sales.hand_over_team(p_team sales.teams, p_registration_id uuid)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  update sales.teams as t
  set captain_id = p_registration_id
  where t.org_id = p_team.org_id and t.id = p_team.id;
  update sales.ticket_instances as i
  set registration_id = p_registration_id
  where i.org_id = p_team.org_id
    and i.registration_id = p_team.captain_id
    and i.status in ('valid', 'used');
  perform sales.mail_join_codes(p_team.org_id, array[p_team.id], 'captain');
end
$$;
revoke all on function sales.hand_over_team(sales.teams, uuid) from public;

-- sql/60_sales/2_functions/has_required_products.sql
-- Whether an event has products that nobody can leave out.
create or replace function sales.has_required_products(p_event events.events)
  returns boolean
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return exists (
    select
    from events.products as p
    where p.org_id = p_event.org_id and p.event_id = p_event.id
      and p.is_required and p.is_active and p.deleted_at is null
  );
end
$$;
revoke all on function sales.has_required_products(events.events) from public;

-- sql/60_sales/2_functions/hold_capacity.sql
-- Takes what an order needs from each capacity pool, or raises what refuse_demand() says of the one
-- that is short. Call it last: the pools stay locked until commit.
create or replace function sales.hold_capacity(p_order sales.orders, p_demand sales.demand)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  insert into sales.capacity_claims (org_id, order_id, pool_id, quantity)
  select p_order.org_id, p_order.id, d.pool_id, d.quantity
  from unnest(p_demand.pool_ids, p_demand.quantities) as d (pool_id, quantity);
  for v_index in 1..cardinality(p_demand.pool_ids) loop
    if not events.claim_capacity(
      p_order.org_id, p_demand.pool_ids[v_index], p_demand.quantities[v_index])
    then
      perform sales.refuse_order_demand(p_order, p_demand);
      -- What was missing a moment ago has been given back since: still a refusal, of this try.
      perform core.fail('try_again');
    end if;
  end loop;
  perform sales.guard_pools(p_order);
end
$$;
revoke all on function sales.hold_capacity(sales.orders, sales.demand) from public;

-- sql/60_sales/2_functions/included_vat.sql
-- The VAT inside an amount that includes it, half up to the cent: 1090 cents at 900 basis points
-- hold 90.
create or replace function sales.included_vat(p_amount integer, p_vat_rate integer)
  returns integer
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return (2 * p_amount::bigint * p_vat_rate + 10000 + p_vat_rate) / (2 * (10000 + p_vat_rate));
end
$$;
revoke all on function sales.included_vat(integer, integer) from public;

-- sql/60_sales/2_functions/insert_answers.sql
-- Writes what participants answered and accepted: the entries and the ids of their registrations,
-- in the same order.
create or replace function sales.insert_answers(
  p_org_id uuid,
  p_event_id uuid,
  p_registration_ids uuid[],
  p_entries sales.entry[]
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  insert into sales.registration_answers (org_id, registration_id, question_id, version, value)
  select p_org_id, e.id, a.question_id, a.version, a.value
  from unnest(p_registration_ids, p_entries) as e (id)
  cross join jsonb_to_recordset(e.answers) as a (question_id uuid, version integer, value jsonb);
  insert into sales.waiver_acceptances (
    org_id, registration_id, event_id, version, accepted_by, is_guardian
  )
  select p_org_id, e.id, p_event_id, e.waiver_version, e.waiver_by, e.waiver_is_guardian
  from unnest(p_registration_ids, p_entries) as e (id)
  where e.waiver_version is not null;
end
$$;
revoke all on function sales.insert_answers(uuid, uuid, uuid[], sales.entry[]) from public;

-- sql/60_sales/2_functions/insert_member.sql
-- Writes the registration of somebody who joins a locked team, at its next free place, and returns
-- its id. Raises already_in_team.
create or replace function sales.insert_member(
  p_team sales.teams,
  p_order sales.orders,
  p_entry sales.entry
)
  returns uuid
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_id uuid := core.new_id();
  v_entries sales.entry[];
begin
  -- Whoever joins is the one who says who they are, not the buyer of the team.
  p_order.user_id := auth.uid();
  p_order.purchaser_name := concat_ws(
    ' ', p_entry.participant ->> 'first_name', p_entry.participant ->> 'last_name');
  v_entries := sales.insert_participants(p_order, array[p_entry]);
  if exists (
    select 1 from sales.registrations as r
    where r.org_id = p_team.org_id and r.team_id = p_team.id and r.status in ('pending', 'paid')
      and r.participant_id = v_entries[1].participant_id
  ) then
    perform core.fail('already_in_team', jsonb_build_object('team', p_team.name));
  end if;
  insert into sales.registrations (
    org_id, id, event_id, ticket_type_id, order_id, order_item_id, position, participant_id,
    team_id, wave_id, status, licence_number, age_on_race_day
  )
  select
    p_team.org_id, v_id, p_team.event_id, p_team.ticket_type_id, p_team.order_id,
    p_team.order_item_id, min(n.position), v_entries[1].participant_id, p_team.id,
    p_entry.wave_id, 'paid', p_entry.licence_number, p_entry.age
  from generate_series(1, p_team.size_max) as n (position)
  where not exists (
    select 1 from sales.registrations as r
    where r.org_id = p_team.org_id and r.team_id = p_team.id and r.status in ('pending', 'paid')
      and r.position = n.position
  );
  perform sales.insert_answers(p_team.org_id, p_team.event_id, array[v_id], v_entries);
  perform core.audit(
    p_team.org_id, 'registration', v_id::text, 'registration.joined_team', null,
    jsonb_build_object('team_id', p_team.id, 'participant_id', v_entries[1].participant_id));
  return v_id;
end
$$;
revoke all on function sales.insert_member(sales.teams, sales.orders, sales.entry) from public;

-- sql/60_sales/2_functions/insert_order.sql
-- Writes an order with its payable and lines, from a record that has its id, public_token_hash,
-- settlement and the buyer's fields. One that costs nothing is written as paid; its tickets are
-- issued by the caller. Takes no capacity: sales.hold_capacity() follows, last.
create or replace function sales.insert_order(
  p_order sales.orders,
  p_offer sales.offer,
  p_hold interval
)
  returns sales.orders
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
  v_total bigint := p_offer.total_amount;
  v_deadline timestamptz;
  v_order sales.orders;
begin
  if v_total > 0 then
    v_deadline := v_now + p_hold;
  elsif p_order.settlement <> 'complimentary' then
    p_order.settlement := 'free';
  end if;
  p_order.id := payments.create_payable(p_order.org_id, p_order.id, 'order', v_total::integer, 'EUR');
  insert into sales.orders (
    org_id, id, event_id, order_number, user_id, email, purchaser_name, language, settlement,
    subtotal_amount, discount_amount, service_fee_amount, service_fee_vat_amount, service_fee_rule,
    vat_amount, total_amount, currency, promo_code_id, promo_uses, terms_version, note,
    idempotency_key, public_token_hash, return_url, expires_at, release_at, status, paid_at,
    created_at, updated_at
  ) values (
    p_order.org_id, p_order.id, p_order.event_id, sales.random_code(10), p_order.user_id,
    p_order.email, p_order.purchaser_name, p_order.language, p_order.settlement,
    p_offer.subtotal_amount, p_offer.discount_amount, p_offer.service_fee_amount,
    p_offer.service_fee_vat_amount, p_offer.service_fee_rule,
    p_offer.vat_amount, v_total, 'EUR', p_offer.promo_code_id, p_offer.promo_uses,
    p_order.terms_version, p_order.note,
    p_order.idempotency_key, p_order.public_token_hash, p_order.return_url, v_deadline, v_deadline,
    case v_total when 0 then 'paid' else 'pending' end::sales.order_status,
    case v_total when 0 then v_now end, v_now, v_now
  )
  returning * into v_order;
  perform core.audit(
    v_order.org_id, 'order', v_order.id::text, 'order.created', null,
    jsonb_build_object(
      'event_id', v_order.event_id, 'order_number', v_order.order_number, 'status', v_order.status,
      'total_amount', v_total, 'currency', v_order.currency, 'language', v_order.language,
      'settlement', v_order.settlement)
  );
  insert into sales.order_items (
    org_id, order_id, line, kind, ticket_type_id, price_tier_id, product_id, variant_id, for_line,
    for_position, name, personalisation, quantity, unit_amount, discount_amount, total_amount,
    vat_rate, vat_amount
  )
  select
    p_order.org_id, p_order.id, l.line, l.kind, l.ticket_type_id, l.price_tier_id, l.product_id,
    l.variant_id, l.for_line, l.for_position, l.name, l.personalisation, l.quantity, l.unit_amount,
    l.discount_amount, l.quantity * l.unit_amount - l.discount_amount, l.vat_rate, l.vat_amount
  from unnest(p_offer.lines) with ordinality as l (
    kind, ticket_type_id, price_tier_id, product_id, variant_id, for_line, for_position, name,
    personalisation, quantity, unit_amount, discount_amount, vat_rate, vat_amount, line
  );
  return v_order;
end
$$;
revoke all on function sales.insert_order(sales.orders, sales.offer, interval) from public;

-- sql/60_sales/2_functions/insert_participants.sql
-- Makes the participants that some entries describe and returns the entries with their ids. Someone
-- who buys while signed in and enters themselves gets this as their profile: their own e-mail
-- address, and the name of their profile or, as long as they have none, that of the purchaser.
create or replace function sales.insert_participants(p_order sales.orders, p_entries sales.entry[])
  returns sales.entry[]
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  if p_order.user_id is not null then
    p_entries := sales.link_profile(p_order, p_entries);
  end if;
  for v_index in 1..cardinality(p_entries) loop
    if p_entries[v_index].participant_id is null then
      p_entries[v_index].participant_id := core.new_id();
    else
      p_entries[v_index].participant := null;
      p_entries[v_index].details := null;
    end if;
  end loop;
  insert into sales.participants (
    org_id, id, first_name, last_name, email, phone, gender, nationality, city, club, language
  )
  select
    p_order.org_id, e.participant_id, e.participant ->> 'first_name',
    e.participant ->> 'last_name', e.participant ->> 'email', e.participant ->> 'phone',
    e.participant ->> 'gender', e.participant ->> 'nationality', e.participant ->> 'city',
    e.participant ->> 'club', coalesce(e.participant ->> 'language', p_order.language)
  from unnest(p_entries) as e
  where e.participant is not null;
  insert into sales.participant_details (
    org_id, participant_id, birth_date, emergency_name, emergency_phone, medical_note
  )
  select
    p_order.org_id, e.participant_id, (e.details ->> 'birth_date')::date,
    e.details ->> 'emergency_name', e.details ->> 'emergency_phone', e.details ->> 'medical_note'
  from unnest(p_entries) as e
  where e.details is not null;
  return p_entries;
end
$$;
revoke all on function sales.insert_participants(sales.orders, sales.entry[]) from public;

-- sql/60_sales/2_functions/insert_registrations.sql
-- Writes who takes part with an order whose lines are there: participants, teams, registrations,
-- answers, acceptances of the waiver. Registrations of an order that needs no payment are paid at
-- once; of a team ticket it is the captain's, the first in the team.
create or replace function sales.insert_registrations(
  p_order sales.orders,
  p_entries sales.entry[]
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_entries sales.entry[];
  v_ids uuid[];
  v_has_teams boolean := exists (select from unnest(p_entries) as e where e.team_name is not null);
begin
  if cardinality(p_entries) = 0 then
    return;
  end if;
  v_entries := sales.insert_participants(p_order, p_entries);
  if v_has_teams then
    perform sales.insert_teams(p_order, v_entries);
  end if;
  v_ids := array(select core.new_id() from generate_series(1, cardinality(v_entries)));
  insert into sales.registrations (
    org_id, id, event_id, ticket_type_id, order_id, order_item_id, position, participant_id,
    team_id, wave_id, status, licence_number, age_on_race_day
  )
  select
    p_order.org_id, e.id, p_order.event_id, e.ticket_type_id, p_order.id, i.id,
    case when t.id is null then e.position else 1 end, e.participant_id, t.id, e.wave_id,
    case p_order.status when 'paid' then 'paid' else 'pending' end::sales.registration_status,
    e.licence_number, e.age
  from unnest(v_ids, v_entries) as e (id)
  join sales.order_items as i
    on i.org_id = p_order.org_id and i.order_id = p_order.id and i.line = e.line
  left join sales.teams as t
    on t.org_id = i.org_id and t.order_item_id = i.id and t.position = e.position;
  perform sales.insert_answers(p_order.org_id, p_order.event_id, v_ids, v_entries);
  if v_has_teams then
    perform sales.set_captains(p_order);
  end if;
end
$$;
revoke all on function sales.insert_registrations(sales.orders, sales.entry[]) from public;

-- sql/60_sales/2_functions/insert_teams.sql
-- Makes the teams of an order's team tickets, one per ticket, of what was entered for them. They
-- have nobody in them until their registrations exist, and no code that anybody knows until the
-- order is paid: sales.set_captains() follows. Raises teams_are_closed with the line when it is too
-- late to find members.
create or replace function sales.insert_teams(p_order sales.orders, p_entries sales.entry[])
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_closes_at timestamptz := sales.teams_close_at(p_order.org_id, p_order.event_id);
begin
  perform core.fail('teams_are_closed', jsonb_build_object(
    'line', e.line, 'ticket_type', t.name, 'closed_at', v_closes_at))
  from unnest(p_entries) as e
  join events.ticket_types as t on t.org_id = p_order.org_id and t.id = e.ticket_type_id
  where v_closes_at <= core.clock() and t.team_min > 1
  order by e.line;
  insert into sales.teams (
    org_id, event_id, ticket_type_id, order_id, order_item_id, position, name, join_code_hash,
    size_min, size_max, closes_at
  )
  select
    p_order.org_id, p_order.event_id, e.ticket_type_id, p_order.id, i.id, e.position, e.team_name,
    extensions.gen_random_bytes(32), t.team_min, t.team_max, v_closes_at
  from unnest(p_entries) as e
  join sales.order_items as i
    on i.org_id = p_order.org_id and i.order_id = p_order.id and i.line = e.line
  join events.ticket_types as t on t.org_id = i.org_id and t.id = i.ticket_type_id
  where t.team_max is not null;
end
$$;
revoke all on function sales.insert_teams(sales.orders, sales.entry[]) from public;

-- sql/60_sales/2_functions/is_editable.sql
-- Whether the data of a registration can be changed by whoever takes part: it is alive, and so is
-- its event, and the time for changes is not over.
create or replace function sales.is_editable(
  p_registration sales.registrations,
  p_event events.events
)
  returns boolean
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return p_registration.status in ('pending', 'paid')
    and p_event.status in ('published', 'closed')
    and core.clock() < sales.edits_close_at(p_event);
end
$$;
revoke all on function sales.is_editable(sales.registrations, events.events) from public;

-- sql/60_sales/2_functions/is_login_of.sql
-- Whether a registration is that of the signed-in user: its participant is their profile.
create or replace function sales.is_login_of(p_org_id uuid, p_registration_id uuid)
  returns boolean
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return exists (
    select 1
    from sales.registrations as r
    join sales.participants as p on p.org_id = r.org_id and p.id = r.participant_id
    where r.org_id = p_org_id and r.id = p_registration_id and r.status in ('pending', 'paid')
      and p.user_id = auth.uid() and p.deleted_at is null
  );
end
$$;
revoke all on function sales.is_login_of(uuid, uuid) from public;

-- sql/60_sales/2_functions/is_of_buyer.sql
-- Whether a registration was made with its order, so that the buyer speaks for it as long as its
-- participant has no login: all but those who joined a team afterwards.
create or replace function sales.is_of_buyer(p_registration sales.registrations)
  returns boolean
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return p_registration.team_id is null or p_registration.position = 1;
end
$$;
revoke all on function sales.is_of_buyer(sales.registrations) from public;

-- sql/60_sales/2_functions/issue_tickets.sql
-- Issues the ticket instances of an order that has just been paid, one per place, ties them to who
-- takes part, and queues the one confirmation mail.
create or replace function sales.issue_tickets(p_order sales.orders)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  insert into sales.ticket_instances (
    org_id, order_id, order_item_id, event_id, ticket_type_id, code
  )
  select i.org_id, i.order_id, i.id, p_order.event_id, i.ticket_type_id, sales.random_code(20)
  from sales.order_items as i
  cross join generate_series(1, i.quantity)
  where i.org_id = p_order.org_id and i.order_id = p_order.id and i.kind = 'ticket';
  perform sales.sync_registrations(p_order);
  perform sales.mail_order(p_order, 'email.order_confirmation');
end
$$;
revoke all on function sales.issue_tickets(sales.orders) from public;

-- sql/60_sales/2_functions/join_team.sql
-- Takes a place in a team for whoever has its code: a registration like that of any participant,
-- checked like it, which costs nothing and starts in the wave of its captain. The last place makes
-- the team complete. Locks: the team's order, the team, the event's ranges of start numbers.
-- Raises what find_team() and sales.check_registrations() raise, invalid_field, team_not_paid,
-- team_full, team_closed, already_in_team.
create or replace function sales.join_team(p_join_code text, p_registration jsonb)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_team sales.teams;
  v_order sales.orders;
  v_entry sales.entry;
  v_refusal text;
  v_registration_id uuid;
begin
  perform core.act_as('guest');
  v_team := sales.find_team(p_join_code);
  v_order := sales.lock_order(v_team.org_id, v_team.order_id);
  v_team := sales.lock_team(v_team.org_id, v_team.id);
  perform sales.guard_team_paid(v_team, v_order);
  v_refusal := sales.why_team_is_closed(v_team);
  if v_refusal = 'team_full' then
    perform core.fail('team_full', jsonb_build_object(
      'team_id', v_team.id, 'team', v_team.name, 'size_max', v_team.size_max));
  elsif v_refusal is not null then
    perform core.fail('team_closed', jsonb_build_object('team_id', v_team.id, 'team', v_team.name));
  end if;
  v_entry := sales.read_member(v_team, p_registration);
  v_registration_id := sales.insert_member(v_team, v_order, v_entry);
  if sales.count_members(v_team) >= v_team.size_max then
    v_team := sales.move_team(v_team, 'complete');
  end if;
  perform sales.assign_bibs_of_order(v_order);
  return (sales.team_json(v_team) - 'captain_id') || jsonb_build_object(
    'registration_id', v_registration_id,
    'number', (
      select b.number from sales.bibs as b
      where b.org_id = v_team.org_id and b.registration_id = v_registration_id
    ));
end
$$;
revoke all on function sales.join_team(text, jsonb) from public;
grant execute on function sales.join_team(text, jsonb) to anon, authenticated;

-- sql/60_sales/2_functions/known_participants.sql
-- The participants of an org that a cart names by id and that the caller may enter, as an object
-- from id to what read_person() would have made of their fields. One may enter oneself, guests that
-- one has entered before, and as staff with participants.read anybody.
create or replace function sales.known_participants(p_org_id uuid, p_items jsonb)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_user_id uuid := auth.uid();
  v_is_staff boolean := p_org_id = any (array(select tenancy.orgs_with('participants.read')));
begin
  return (
    select coalesce(jsonb_object_agg(p.id, jsonb_strip_nulls(jsonb_build_object(
      'email', p.email, 'phone', p.phone, 'gender', p.gender, 'nationality', p.nationality,
      'city', p.city, 'club', p.club, 'birth_date', d.birth_date,
      'emergency_name', d.emergency_name, 'emergency_phone', d.emergency_phone))), '{}')
    from sales.participants as p
    left join sales.participant_details as d
      on d.org_id = p.org_id and d.participant_id = p.id
    where p.org_id = p_org_id
      and p.deleted_at is null
      and p.id::text = any (array(
        select lower(n.id #>> '{}')
        from jsonb_path_query(p_items, '$[*].registrations[*].participant_id') as n (id)))
      and (
        v_is_staff
        or p.user_id = v_user_id
        or (p.user_id is null and exists (
          select
          from sales.registrations as r
          join sales.orders as o on o.org_id = r.org_id and o.id = r.order_id
          where r.org_id = p.org_id and r.participant_id = p.id and o.user_id = v_user_id
        ))
      )
  );
end
$$;
revoke all on function sales.known_participants(uuid, jsonb) from public;

-- sql/60_sales/2_functions/leave_team.sql
-- Takes somebody out of a team: themselves, signed in; or its captain, its buyer with the public
-- token of the order, or staff with events.manage removes them. A captain names a successor, or the
-- one who has been in the team longest leads it. Repeating it changes nothing. Only staff may after
-- the event has started. Locks: the team's order, the registrations, the team, the event's ranges.
-- Raises missing_field, not_found, order_not_found, not_allowed, sign_in_required, team_not_paid,
-- registration_not_in_team, successor_not_in_team, too_late_to_leave.
create or replace function sales.leave_team(
  p_registration_id uuid,
  p_successor_id uuid,
  p_public_token text
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_registration sales.registrations;
  v_asked record;
  v_team sales.teams;
  v_is_staff boolean := false;
begin
  perform core.require_id('registration_id', p_registration_id);
  select r.* into v_registration from sales.registrations as r where r.id = p_registration_id;
  if p_public_token is null and sales.is_login_of(v_registration.org_id, p_registration_id)
    and v_registration.team_id is not null
  then
    perform core.act_as('guest');
    select t.* into strict v_team
    from sales.teams as t
    where t.org_id = v_registration.org_id and t.id = v_registration.team_id;
  elsif v_registration.team_id is null and p_public_token is null then
    perform tenancy.authorise(
      v_registration.org_id, 'events.manage', 'registration', p_registration_id);
    perform core.fail(
      'registration_not_in_team', jsonb_build_object('registration_id', p_registration_id));
  else
    v_asked := sales.authorise_team(
      v_registration.team_id, p_public_token, 'registration', p_registration_id);
    v_team := v_asked.team;
    v_is_staff := v_asked.is_staff;
  end if;
  perform sales.guard_team_paid(v_team, sales.lock_order(v_team.org_id, v_team.order_id));
  if not v_is_staff and exists (
    select 1 from events.events as e
    where e.org_id = v_team.org_id and e.id = v_team.event_id and e.starts_at <= core.clock()
  ) then
    perform core.fail('too_late_to_leave', jsonb_build_object('team', v_team.name));
  end if;
  perform sales.end_membership(v_team, p_registration_id, p_successor_id);
  return sales.team_json(sales.lock_team(v_team.org_id, v_team.id));
end
$$;
revoke all on function sales.leave_team(uuid, uuid, text) from public;
grant execute on function sales.leave_team(uuid, uuid, text) to anon, authenticated;

-- sql/60_sales/2_functions/lines_of.sql
-- The lines of an order that was written, in their order.
create or replace function sales.lines_of(p_order sales.orders)
  returns sales.order_line[]
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select array_agg(
      row(
        i.kind, i.ticket_type_id, i.price_tier_id, i.product_id, i.variant_id, i.for_line,
        i.for_position, i.name, i.personalisation, i.quantity, i.unit_amount, i.discount_amount,
        i.vat_rate, i.vat_amount
      )::sales.order_line
      order by i.line
    )
    from sales.order_items as i
    where i.org_id = p_order.org_id and i.order_id = p_order.id
  );
end
$$;
revoke all on function sales.lines_of(sales.orders) from public;

-- sql/60_sales/2_functions/link_profile.sql
-- Of what a signed-in buyer enters, the first entry that describes themselves becomes their
-- profile: it has their own e-mail address, and the name of their profile or, as long as there is
-- none, that of the purchaser. An address alone is not enough, since parents enter children with
-- their own.
create or replace function sales.link_profile(p_order sales.orders, p_entries sales.entry[])
  returns sales.entry[]
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_email text := (select lower(u.email) from auth.users as u where u.id = p_order.user_id);
  v_name text;
  v_given jsonb;
begin
  for v_index in 1..cardinality(p_entries) loop
    v_given := p_entries[v_index].participant;
    continue when v_given ->> 'email' is distinct from v_email or v_email is null;
    v_name := coalesce(v_name, lower(coalesce((
      select p.first_name || ' ' || p.last_name
      from sales.participants as p
      where p.org_id = p_order.org_id and p.user_id = p_order.user_id and p.deleted_at is null
    ), p_order.purchaser_name)));
    if lower(concat_ws(' ', v_given ->> 'first_name', v_given ->> 'last_name')) = v_name then
      p_entries[v_index].participant_id := sales.write_profile(
        p_order.org_id, p_order.user_id, v_given || coalesce(p_entries[v_index].details, '{}'));
      return p_entries;
    end if;
  end loop;
  return p_entries;
end
$$;
revoke all on function sales.link_profile(sales.orders, sales.entry[]) from public;

-- sql/60_sales/2_functions/lock_bib_ranges.sql
-- Makes whoever gives out or takes back start numbers of one event go one after the other: locks
-- its ranges, in ascending id. An event without ranges has nothing to lock; there the key of
-- sales.bibs alone keeps numbers apart.
create or replace function sales.lock_bib_ranges(p_org_id uuid, p_event_id uuid)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform 1
  from sales.bib_ranges as b
  where b.org_id = p_org_id and b.event_id = p_event_id and b.deleted_at is null
  order by b.id
  for no key update;
end
$$;
revoke all on function sales.lock_bib_ranges(uuid, uuid) from public;

-- sql/60_sales/2_functions/lock_my_registration.sql
-- Locks a registration for whoever may change it: its participant, or, as long as the participant
-- has no login, the buyer of its order or the holder of that order's public token; not who joined a
-- team without a login. Raises sign_in_required, missing_field, not_found.
create or replace function sales.lock_my_registration(
  p_registration_id uuid,
  p_public_token text
)
  returns sales.registrations
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_user_id uuid := auth.uid();
  v_registration sales.registrations;
begin
  if v_user_id is null and p_public_token is null then
    perform core.fail('sign_in_required');
  end if;
  perform core.require_id('registration_id', p_registration_id);
  select r.* into v_registration
  from sales.registrations as r
  join sales.orders as o on o.org_id = r.org_id and o.id = r.order_id
  left join sales.participants as p
    on p.org_id = r.org_id and p.id = r.participant_id and p.deleted_at is null
  where r.id = p_registration_id
    and (
      p.user_id = v_user_id
      or (
        p.user_id is null
        and sales.is_of_buyer(r)
        and (o.user_id = v_user_id or o.public_token_hash = core.token_hash(p_public_token))
      )
    )
  for no key update of r;
  if not found then
    perform core.fail('not_found', jsonb_build_object(
      'what', 'registration', 'id', p_registration_id));
  end if;
  return v_registration;
end
$$;
revoke all on function sales.lock_my_registration(uuid, text) from public;

-- sql/60_sales/2_functions/lock_order.sql
-- Locks an order, after its payable.
create or replace function sales.lock_order(p_org_id uuid, p_order_id uuid)
  returns sales.orders
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_order sales.orders;
begin
  perform payments.lock_payable(p_org_id, p_order_id);
  select o.* into strict v_order
  from sales.orders as o
  where o.org_id = p_org_id and o.id = p_order_id
  for no key update;
  return v_order;
end
$$;
revoke all on function sales.lock_order(uuid, uuid) from public;

-- sql/60_sales/2_functions/lock_registration.sql
-- The registration that staff with events.manage does something with, locked. Raises missing_field,
-- and what tenancy.authorise() raises.
create or replace function sales.lock_registration(p_registration_id uuid)
  returns sales.registrations
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_registration sales.registrations;
begin
  perform core.require_id('registration_id', p_registration_id);
  select r.* into v_registration from sales.registrations as r where r.id = p_registration_id;
  perform tenancy.authorise(
    v_registration.org_id, 'events.manage', 'registration', p_registration_id);
  select r.* into strict v_registration
  from sales.registrations as r
  where r.org_id = v_registration.org_id and r.id = p_registration_id
  for no key update;
  return v_registration;
end
$$;
revoke all on function sales.lock_registration(uuid) from public;

-- sql/60_sales/2_functions/lock_team.sql
-- Locks a team and returns it as it is then.
create or replace function sales.lock_team(p_org_id uuid, p_team_id uuid)
  returns sales.teams
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_team sales.teams;
begin
  select t.* into strict v_team
  from sales.teams as t
  where t.org_id = p_org_id and t.id = p_team_id
  for no key update;
  return v_team;
end
$$;
revoke all on function sales.lock_team(uuid, uuid) from public;

-- sql/60_sales/2_functions/mail_bibs_gone.sql
-- Tells an organiser that an event has no start numbers left for somebody who has paid; at most
-- once a day for one event.
create or replace function sales.mail_bibs_gone(p_org_id uuid, p_event_id uuid)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  begin
    perform core.hit_rate_limit('bibs_gone', p_event_id::text);
  exception when sqlstate 'PT429' then
    return;
  end;
  perform core.emit(
    p_org_id, 'event:' || p_event_id, 'email.bibs_gone', sales.event_letter(p_org_id, p_event_id));
end
$$;
revoke all on function sales.mail_bibs_gone(uuid, uuid) from public;

-- sql/60_sales/2_functions/mail_join_codes.sql
-- Mails the captains of teams a new code to join them with, or, where a captain has no address, the
-- buyer. `p_reason` is `paid`, or `captain` for somebody who has just become that.
create or replace function sales.mail_join_codes(
  p_org_id uuid,
  p_team_ids uuid[],
  p_reason text default 'paid'
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_team_id uuid;
begin
  foreach v_team_id in array coalesce(p_team_ids, '{}') loop
    perform core.emit(
      p_org_id, 'team:' || v_team_id, 'email.team_code',
      sales.team_letter(p_org_id, v_team_id) || jsonb_build_object(
        'reason', p_reason, 'join_code', sales.make_join_code(p_org_id, v_team_id)));
  end loop;
end
$$;
revoke all on function sales.mail_join_codes(uuid, uuid[], text) from public;

-- sql/60_sales/2_functions/mail_order.sql
-- Queues a mail about an order. The worker reads what it needs when it writes it:
-- sales.order_mail().
create or replace function sales.mail_order(p_order sales.orders, p_topic text)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform core.emit(
    p_order.org_id, 'order:' || p_order.id, p_topic, jsonb_build_object('order_id', p_order.id));
end
$$;
revoke all on function sales.mail_order(sales.orders, text) from public;

-- sql/60_sales/2_functions/mail_teams_closed.sql
-- Tells organisers which of their teams have just been closed, one mail for each event: how many
-- are complete, and which are not.
create or replace function sales.mail_teams_closed(p_teams sales.teams[])
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform core.emit(
    c.org_id, 'event:' || c.event_id, 'email.teams_closed',
    sales.event_letter(c.org_id, c.event_id) || c.told)
  from (
    select t.org_id, t.event_id, jsonb_build_object(
      'complete', count(*) filter (where t.status = 'complete'),
      'incomplete', coalesce(jsonb_agg(jsonb_build_object(
        'team_id', t.id, 'team_name', t.name, 'members', sales.count_members(t),
        'size_min', t.size_min) order by t.name, t.id) filter (where t.status = 'incomplete'), '[]')
    ) as told
    from unnest(p_teams) as t
    join sales.orders as o
      on o.org_id = t.org_id and o.id = t.order_id and o.status in ('paid', 'partially_refunded')
    group by t.org_id, t.event_id
  ) as c;
end
$$;
revoke all on function sales.mail_teams_closed(sales.teams[]) from public;

-- sql/60_sales/2_functions/make_join_code.sql
-- Gives a team a new code to join it with, and returns it; the one before is worth nothing from now
-- on. Twelve characters that people can read aloud, 60 random bits: XXXX-XXXX-XXXX.
create or replace function sales.make_join_code(p_org_id uuid, p_team_id uuid)
  returns text
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_code text := sales.random_code(12);
begin
  update sales.teams as t
  set join_code_hash = core.token_hash(v_code)
  where t.org_id = p_org_id and t.id = p_team_id;
  return regexp_replace(v_code, '^(.{4})(.{4})', '\1-\2-');
end
$$;
revoke all on function sales.make_join_code(uuid, uuid) from public;

-- sql/60_sales/2_functions/mark_overbooked.sql
-- Marks an order as paid but impossible: nothing is issued, what it held goes back, and its buyer
-- gets an apology. The money is sent back by payments.
create or replace function sales.mark_overbooked(p_order sales.orders)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_order sales.orders;
begin
  update sales.orders as o
  set status = 'overbooked', overbooked_at = core.clock(), expires_at = null, release_at = null,
    failed_at = null, cancelled_at = null, expired_at = null
  where o.org_id = p_order.org_id and o.id = p_order.id
  returning o.* into v_order;
  perform sales.sync_registrations(v_order);
  perform sales.mail_order(p_order, 'email.order_overbooked');
  perform sales.release_claims(array[p_order]);
end
$$;
revoke all on function sales.mark_overbooked(sales.orders) from public;

-- sql/60_sales/2_functions/mark_paid.sql
-- Marks an order as paid and issues its tickets. The caller has locked it and knows that its
-- capacity is there.
create or replace function sales.mark_paid(p_order sales.orders)
  returns sales.orders
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_order sales.orders;
begin
  update sales.orders as o
  set status = 'paid', paid_at = core.clock(), expires_at = null, release_at = null,
    failed_at = null, cancelled_at = null, expired_at = null
  where o.org_id = p_order.org_id and o.id = p_order.id
  returning o.* into v_order;
  perform sales.issue_tickets(v_order);
  return v_order;
end
$$;
revoke all on function sales.mark_paid(sales.orders) from public;

-- sql/60_sales/2_functions/move_team.sql
-- Moves a locked team along its machine; a repeat changes nothing.
create or replace function sales.move_team(p_team sales.teams, p_status sales.team_status)
  returns sales.teams
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
  v_team sales.teams := p_team;
begin
  if p_team.status <> p_status then
    update sales.teams as t
    set status = p_status,
      completed_at = case p_status when 'complete' then v_now end,
      incomplete_at = case p_status when 'incomplete' then v_now end,
      withdrawn_at = case p_status when 'withdrawn' then v_now end
    where t.org_id = p_team.org_id and t.id = p_team.id
    returning t.* into v_team;
  end if;
  return v_team;
end
$$;
revoke all on function sales.move_team(sales.teams, sales.team_status) from public;

-- sql/60_sales/2_functions/my_orders.sql
-- The orders that the signed-in user placed, newest first.
create or replace function sales.my_orders()
  returns setof sales.orders
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  if auth.uid() is null then
    perform core.fail('sign_in_required');
  end if;
  return query
    select o.* from sales.orders as o where o.user_id = auth.uid() order by o.created_at desc, o.id;
end
$$;
revoke all on function sales.my_orders() from public;
grant execute on function sales.my_orders() to authenticated;

-- sql/60_sales/2_functions/my_profile.sql
-- The signed-in user's own profile in an org, with what is sensitive about it; null while there is
-- none. Raises sign_in_required, missing_field.
create or replace function sales.my_profile(p_org_id uuid)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  if auth.uid() is null then
    perform core.fail('sign_in_required');
  end if;
  perform core.require_id('org_id', p_org_id);
  return (
    select jsonb_build_object(
      'participant_id', p.id, 'first_name', p.first_name, 'last_name', p.last_name,
      'email', p.email, 'phone', p.phone, 'gender', p.gender, 'nationality', p.nationality,
      'city', p.city, 'club', p.club, 'language', p.language, 'birth_date', d.birth_date,
      'emergency_name', d.emergency_name, 'emergency_phone', d.emergency_phone,
      'medical_note', d.medical_note, 'updated_at', greatest(p.updated_at, d.updated_at))
    from sales.participants as p
    left join sales.participant_details as d
      on d.org_id = p.org_id and d.participant_id = p.id
    where p.org_id = p_org_id and p.user_id = auth.uid() and p.deleted_at is null
  );
end
$$;
revoke all on function sales.my_profile(uuid) from public;
grant execute on function sales.my_profile(uuid) to authenticated;

-- sql/60_sales/2_functions/my_registrations.sql
-- The registrations of the signed-in user, latest event first: where they take part themselves, and
-- all that they ordered; of a participant with another login the name only. Raises
-- sign_in_required.
create or replace function sales.my_registrations()
  returns setof jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_user_id uuid := auth.uid();
begin
  if v_user_id is null then
    perform core.fail('sign_in_required');
  end if;
  return query
    with mine as (
      select r.org_id, r.id
      from sales.participants as p
      join sales.registrations as r on r.org_id = p.org_id and r.participant_id = p.id
      where p.user_id = v_user_id and p.deleted_at is null
      union
      select r.org_id, r.id
      from sales.orders as o
      join sales.registrations as r on r.org_id = o.org_id and r.order_id = o.id
      where o.user_id = v_user_id
    )
    select sales.registration_json(r, e, v_user_id)
    from mine as m
    join sales.registrations as r on r.org_id = m.org_id and r.id = m.id
    join events.events as e on e.org_id = r.org_id and e.id = r.event_id
    order by e.starts_at desc, r.created_at desc, r.order_item_id, r.position, r.id;
end
$$;
revoke all on function sales.my_registrations() from public;
grant execute on function sales.my_registrations() to authenticated;

-- sql/60_sales/2_functions/my_teams.sql
-- The teams that the signed-in user takes part in, soonest event first, with who else is in them.
-- Raises sign_in_required.
create or replace function sales.my_teams()
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  if auth.uid() is null then
    perform core.fail('sign_in_required');
  end if;
  return (
    select coalesce(jsonb_agg(
      sales.team_json(t) || jsonb_build_object(
        'registration_id', r.id,
        'is_captain', t.captain_id = r.id,
        'ticket_type', y.name,
        'event', jsonb_build_object(
          'event_id', e.id, 'title', e.title, 'status', e.status, 'time_zone', e.time_zone,
          'starts_at', e.starts_at),
        'people', sales.people_of_team(t)
      ) order by e.starts_at, t.id), '[]')
    from sales.participants as p
    join sales.registrations as r
      on r.org_id = p.org_id and r.participant_id = p.id and r.status in ('pending', 'paid')
    join sales.teams as t on t.org_id = r.org_id and t.id = r.team_id
    join events.events as e on e.org_id = t.org_id and e.id = t.event_id and e.deleted_at is null
    join events.ticket_types as y on y.org_id = t.org_id and y.id = t.ticket_type_id
    where p.user_id = auth.uid() and p.deleted_at is null
  );
end
$$;
revoke all on function sales.my_teams() from public;
grant execute on function sales.my_teams() to authenticated;

-- sql/60_sales/2_functions/name_registration.sql
-- Gives a locked registration without participant the one that is described, checked as in a cart.
create or replace function sales.name_registration(
  p_registration sales.registrations,
  p_event events.events,
  p_given jsonb
)
  returns sales.registrations
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_cart jsonb := jsonb_build_array(jsonb_build_object(
    'ticket_type_id', p_registration.ticket_type_id, 'registrations', jsonb_build_array(p_given)));
  v_rule sales.entry_rule := (sales.entry_rules(p_event, v_cart))[1];
  v_order sales.orders;
  v_entries sales.entry[];
  v_registration sales.registrations;
begin
  -- Sold without a wave: staff gives it one.
  v_rule.wave_ids := null;
  v_entries := array[sales.check_entry(
    v_rule, events.asked_questions(p_event.org_id, p_event.id, p_registration.ticket_type_id),
    p_given, sales.known_participants(p_event.org_id, v_cart), '{}')];
  select o.* into strict v_order
  from sales.orders as o
  where o.org_id = p_registration.org_id and o.id = p_registration.order_id;
  v_entries := sales.insert_participants(v_order, v_entries);
  update sales.registrations as r
  set participant_id = v_entries[1].participant_id, licence_number = v_entries[1].licence_number,
    age_on_race_day = v_entries[1].age
  where r.org_id = p_registration.org_id and r.id = p_registration.id
  returning r.* into v_registration;
  perform sales.insert_answers(
    p_event.org_id, p_event.id, array[p_registration.id], v_entries);
  return v_registration;
end
$$;
revoke all on function sales.name_registration(
  sales.registrations, events.events, jsonb) from public;

-- sql/60_sales/2_functions/needs_entry.sql
-- Whether a ticket cannot be sold without saying who takes part with it. A question that depends on
-- another answer is left aside: it may not be asked at all.
create or replace function sales.needs_entry(
  p_rule sales.entry_rule,
  p_questions events.asked_question[]
)
  returns boolean
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return p_rule.required_fields <> '{}'
    or p_rule.min_age is not null
    or p_rule.max_age is not null
    or p_rule.requires_licence
    or p_rule.is_team
    or p_rule.wave_ids is not null
    or p_rule.waiver_version is not null
    or (cardinality(p_questions) > 0 and exists (
      select
      from unnest(p_questions) as q
      where q.is_required
        and q.condition is null
        and (q.ticket_type_id is null or q.ticket_type_id = p_rule.ticket_type_id)
    ));
end
$$;
revoke all on function sales.needs_entry(sales.entry_rule, events.asked_question[]) from public;

-- sql/60_sales/2_functions/note_refund.sql
-- Called by payments when a refund of an order was completed: the order is refunded when nothing of
-- its money is left with us, partially so when less is left than it cost. Surplus money that went
-- back changes nothing. Tickets of a refunded order admit nobody any more.
create or replace function sales.note_refund(p_org_id uuid, p_order_id uuid)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_order sales.orders := sales.lock_order(p_org_id, p_order_id);
  v_kept bigint := payments.amount_kept(p_org_id, p_order_id);
begin
  if v_order.status not in ('paid', 'partially_refunded', 'overbooked')
    or v_kept >= v_order.total_amount
    or (v_kept > 0 and v_order.status <> 'paid')
  then
    return;
  end if;
  update sales.orders as o
  set status = case v_kept when 0 then 'refunded' else 'partially_refunded' end::sales.order_status,
    refunded_at = case v_kept when 0 then core.clock() end
  where o.org_id = p_org_id and o.id = p_order_id
  returning o.* into v_order;
  if v_order.status = 'refunded' then
    update sales.ticket_instances as t
    set status = 'refunded', refunded_at = core.clock()
    where t.org_id = p_org_id and t.order_id = p_order_id and t.status in ('valid', 'used');
  end if;
  perform sales.sync_registrations(v_order);
end
$$;
revoke all on function sales.note_refund(uuid, uuid) from public;

-- sql/60_sales/2_functions/order_demand.sql
-- What an order takes from capacity pools: its lines as its ticket types draw on pools today, its
-- products, its promo code, and the waves of its tickets.
create or replace function sales.order_demand(p_order sales.orders)
  returns sales.demand
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    with item as (
      select i.*
      from sales.order_items as i
      where i.org_id = p_order.org_id and i.order_id = p_order.id
    )
    select sales.sum_demand(array_agg(d.pool_id), array_agg(d.quantity))
    from (
      select m.pool_id, i.quantity
      from item as i
      join events.ticket_type_pools as m
        on m.org_id = i.org_id and m.ticket_type_id = i.ticket_type_id
      union all
      select own.pool_id, i.quantity
      from item as i
      cross join unnest(array[i.price_tier_id, i.product_id, i.variant_id]) as own (pool_id)
      where own.pool_id is not null
      union all
      select p_order.promo_code_id, p_order.promo_uses
      where p_order.promo_uses > 0
      union all
      -- A team starts as one, whoever joins it later.
      select r.wave_id, 1
      from sales.registrations as r
      where r.org_id = p_order.org_id and r.order_id = p_order.id and r.wave_id is not null
        and (r.team_id is null or r.position = 1)
    ) as d
  );
end
$$;
revoke all on function sales.order_demand(sales.orders) from public;

-- sql/60_sales/2_functions/order_json.sql
-- What the buyer of an order sees of it. Tickets only once it is paid.
create or replace function sales.order_json(p_order sales.orders)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return jsonb_build_object(
    'order_id', p_order.id,
    'order_number', p_order.order_number,
    'status', p_order.status,
    'email', p_order.email,
    'purchaser_name', p_order.purchaser_name,
    'language', p_order.language,
    'settlement', p_order.settlement,
    'subtotal_amount', p_order.subtotal_amount,
    'discount_amount', p_order.discount_amount,
    'service_fee_amount', p_order.service_fee_amount,
    'service_fee_vat_amount', p_order.service_fee_vat_amount,
    'service_fee_vat_rate', (p_order.service_fee_rule ->> 'vat_rate')::integer,
    'vat_amount', p_order.vat_amount,
    'total_amount', p_order.total_amount,
    'currency', p_order.currency,
    'expires_at', p_order.expires_at,
    'paid_at', p_order.paid_at,
    'created_at', p_order.created_at,
    'checkout_url', (
      select p.checkout_url
      from payments.payments as p
      where p.org_id = p_order.org_id and p.id = p_order.checkout_session_id and p.status = 'open'
        and p_order.status = 'pending'
    ),
    'event', (
      select jsonb_build_object(
        'event_id', e.id, 'title', e.title, 'slug', e.slug, 'sport', e.sport, 'status', e.status,
        'location_name', e.location_name, 'location_address', e.location_address,
        'time_zone', e.time_zone, 'starts_at', e.starts_at, 'ends_at', e.ends_at)
      from events.events as e
      where e.org_id = p_order.org_id and e.id = p_order.event_id
    ),
    'items', (
      select jsonb_agg(jsonb_build_object(
        'order_item_id', i.id, 'line', i.line, 'kind', i.kind, 'ticket_type_id', i.ticket_type_id,
        'product_id', i.product_id, 'variant_id', i.variant_id, 'for_line', i.for_line,
        'for_position', i.for_position, 'name', i.name, 'personalisation', i.personalisation,
        'quantity', i.quantity, 'unit_amount', i.unit_amount,
        'discount_amount', i.discount_amount, 'total_amount', i.total_amount,
        'vat_rate', i.vat_rate, 'vat_amount', i.vat_amount) order by i.line)
      from sales.order_items as i
      where i.org_id = p_order.org_id and i.order_id = p_order.id
    ),
    'registrations', sales.order_registrations(p_order),
    'tickets', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'ticket_instance_id', t.id, 'code', t.code, 'qr_token', t.qr_token,
        'ticket_type', i.name, 'status', t.status, 'registration_id', t.registration_id,
        'holder', p.first_name || ' ' || p.last_name, 'wave', w.name, 'starts_at', w.starts_at,
        'bib', b.number, 'team', m.name) order by i.line, t.id), '[]')
      from sales.ticket_instances as t
      join sales.order_items as i on i.org_id = t.org_id and i.id = t.order_item_id
      left join sales.registrations as r on r.org_id = t.org_id and r.id = t.registration_id
      left join sales.participants as p
        on p.org_id = r.org_id and p.id = r.participant_id and p.deleted_at is null
      left join events.waves as w on w.org_id = r.org_id and w.id = r.wave_id
      left join sales.bibs as b on b.org_id = r.org_id and b.registration_id = r.id
      left join sales.teams as m on m.org_id = r.org_id and m.id = r.team_id
      where t.org_id = p_order.org_id and t.order_id = p_order.id
    )
  );
end
$$;
revoke all on function sales.order_json(sales.orders) from public;

-- sql/60_sales/2_functions/order_mail.sql
-- What the worker needs to write a mail or a ticket of an order: {order, event, org, items,
-- tickets}, as in order_json, with the order's public token.
create or replace function sales.order_mail(p_order_id uuid)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_order sales.orders;
  v_json jsonb;
begin
  select o.* into v_order from sales.orders as o where o.id = p_order_id;
  if not found then
    perform core.fail('order_not_found');
  end if;
  v_json := sales.order_json(v_order);
  return jsonb_build_object(
    'order', (v_json - '{event,items,tickets}'::text[]) || jsonb_build_object(
      'org_id', v_order.org_id, 'public_token', core.public_token(v_order.id)),
    'event', v_json -> 'event',
    'items', v_json -> 'items',
    'tickets', v_json -> 'tickets',
    'org', (
      select jsonb_build_object('name', g.name, 'email', g.email)
      from tenancy.orgs as g
      where g.id = v_order.org_id
    )
  );
end
$$;
revoke all on function sales.order_mail(uuid) from public;
grant execute on function sales.order_mail(uuid) to service_role;

-- sql/60_sales/2_functions/order_registrations.sql
-- Who takes part with an order, for its buyer: a list of what registration_json() tells, without
-- what the order says itself.
create or replace function sales.order_registrations(p_order sales.orders)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(
      sales.registration_json(r, e, auth.uid())
        - array['org_id', 'event', 'order_id', 'order_number']
        || jsonb_build_object('line', i.line)
      order by i.line, r.team_id, r.position), '[]')
    from sales.registrations as r
    join sales.order_items as i on i.org_id = r.org_id and i.id = r.order_item_id
    join events.events as e on e.org_id = r.org_id and e.id = r.event_id
    where r.org_id = p_order.org_id and r.order_id = p_order.id
  );
end
$$;
revoke all on function sales.order_registrations(sales.orders) from public;

-- sql/60_sales/2_functions/people_of_team.sql
-- Who is in a team, for those who are: names and start numbers, in the order of its places.
create or replace function sales.people_of_team(p_team sales.teams)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
      'registration_id', r.id, 'position', r.position,
      'name', p.first_name || ' ' || p.last_name,
      'is_captain', r.id = p_team.captain_id, 'number', b.number) order by r.position), '[]')
    from sales.registrations as r
    left join sales.participants as p
      on p.org_id = r.org_id and p.id = r.participant_id and p.deleted_at is null
    left join sales.bibs as b on b.org_id = r.org_id and b.registration_id = r.id
    where r.org_id = p_team.org_id and r.team_id = p_team.id and r.status in ('pending', 'paid')
  );
end
$$;
revoke all on function sales.people_of_team(sales.teams) from public;

-- sql/60_sales/2_functions/place_order.sql
-- Places an order: reads its cart, checks who takes part, prices it, writes it, and takes its
-- capacity, all or nothing. Expects a record with the buyer's fields, and with `settlement`: a
-- complimentary order costs nothing, whatever is in it. An order that costs nothing is settled at
-- once, and so is one that is paid in cash. Locks: capacity pools, last.
create or replace function sales.place_order(
  p_event events.events,
  p_settings events.event_settings,
  p_order sales.orders,
  p_items jsonb,
  p_promo_code text,
  p_hold interval
)
  returns sales.orders
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_cart sales.cart_line[] := sales.read_items(p_items);
  v_offer sales.offer := sales.quote(p_event, p_settings, v_cart, p_promo_code);
  v_entries sales.entry[] := sales.check_registrations(p_event, p_items);
  v_order sales.orders;
begin
  p_order.id := core.new_id();
  p_order.org_id := p_event.org_id;
  p_order.event_id := p_event.id;
  p_order.public_token_hash := core.token_hash(core.public_token(p_order.id));
  if p_order.settlement = 'complimentary' then
    v_offer := sales.give_away(v_offer);
  end if;
  if cardinality(v_entries) > 0 then
    v_offer.demand := sales.add_waves(v_offer.demand, v_entries);
  end if;
  perform sales.guard_demand(p_event, v_offer);
  v_order := sales.insert_order(p_order, v_offer, p_hold);
  if cardinality(v_entries) > 0 then
    perform sales.insert_registrations(v_order, v_entries);
  end if;
  if v_order.status = 'paid' then
    perform sales.issue_tickets(v_order);
  elsif v_order.settlement = 'cash' then
    v_order := sales.take_cash(v_order);
  end if;
  perform sales.hold_capacity(v_order, v_offer.demand);
  return v_order;
end
$$;
revoke all on function sales.place_order(
  events.events, events.event_settings, sales.orders, jsonb, text, interval
) from public;

-- sql/60_sales/2_functions/price_product.sql
-- Prices one product line of a cart. Raises product_not_found, variant_missing, variant_not_found,
-- product_needs_ticket, personalisation_missing, invalid_field (personalisation) and price_changed,
-- with the line, and the position for a product of a ticket.
create or replace function sales.price_product(
  p_event events.events,
  p_cart sales.cart_line[],
  p_line integer
)
  returns sales.order_line
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_wanted sales.cart_line := p_cart[p_line];
  v_product events.products;
  v_variant events.product_variants;
  v_price integer;
  v_data jsonb := jsonb_strip_nulls(jsonb_build_object(
    'line', coalesce(v_wanted.for_line, p_line), 'position', v_wanted.for_position,
    'product_id', v_wanted.product_id, 'variant_id', v_wanted.variant_id));
begin
  select p.* into v_product
  from events.products as p
  where p.org_id = p_event.org_id and p.id = v_wanted.product_id and p.event_id = p_event.id
    and p.is_active and p.deleted_at is null;
  if not found then
    perform core.fail('product_not_found', v_data);
  end if;
  v_data := v_data || jsonb_build_object('product', v_product.name);
  if (v_product.scope = 'ticket') <> (v_wanted.for_line is not null)
    or v_product.ticket_type_id <> p_cart[v_wanted.for_line].ticket_type_id
  then
    perform core.fail('product_not_for_this', v_data || jsonb_build_object(
      'where', case v_product.scope when 'order' then 'once per order, as a line of its own'
        else 'with a ticket, in its registration' end));
  end if;
  select v.* into v_variant
  from events.product_variants as v
  where v.org_id = p_event.org_id and v.product_id = v_product.id
    and (v.id = v_wanted.variant_id or v_wanted.variant_id is null)
    and v.is_active and v.deleted_at is null
  limit 1;
  if not found and v_wanted.variant_id is not null then
    perform core.fail('variant_not_found', v_data);
  elsif found and v_wanted.variant_id is null then
    perform core.fail('variant_missing', v_data);
  end if;
  if v_product.personalisation_label is not null and v_wanted.personalisation is null then
    perform core.fail('personalisation_missing', v_data || jsonb_build_object(
      'label', v_product.personalisation_label));
  elsif length(v_wanted.personalisation) > coalesce(v_product.personalisation_max_length, 0)
    or v_wanted.personalisation ~ '[[:cntrl:]]'
  then
    perform core.fail('invalid_field', v_data || jsonb_build_object(
      'field', 'personalisation',
      'reason', case when v_product.personalisation_label is null then 'this product has none'
        else format('it has more than %s characters, or control characters',
          v_product.personalisation_max_length) end));
  end if;
  v_price := coalesce(v_variant.price, v_product.price);
  if v_wanted.unit_amount <> v_price then
    perform core.fail('price_changed', v_data || jsonb_build_object(
      'item', v_product.name, 'seen', v_wanted.unit_amount, 'price', v_price));
  end if;
  return row(
    'product', null, null, v_product.id, v_variant.id, v_wanted.for_line, v_wanted.for_position,
    concat_ws(', ', v_product.name, v_variant.name), v_wanted.personalisation, v_wanted.quantity,
    v_price, 0, v_product.vat_rate, 0)::sales.order_line;
end
$$;
revoke all on function sales.price_product(events.events, sales.cart_line[], integer) from public;

-- sql/60_sales/2_functions/quote.sql
-- Prices a cart at our prices, in its order: ticket types at the tier that is open, products,
-- discount, fee, VAT. Raises for the first line that cannot be sold as it is wanted (see
-- refuse_line, price_product, check_products), price_changed when the buyer saw another price, the
-- errors of a promo code, and amount_too_large above 50,000 euros, the most that one payment can
-- be. Takes nothing: sales.guard_demand() says whether it is there, sales.hold_capacity() takes it.
--
-- A loop over a handful of lines, each found by its key: starting one query that does it all at
-- once takes longer than running these.
create or replace function sales.quote(
  p_event events.events,
  p_settings events.event_settings,
  p_cart sales.cart_line[],
  p_promo_code text default null
)
  returns sales.offer
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
  v_wanted sales.cart_line;
  v_found record;
  v_tier events.price_tiers;
  v_line integer := 0;
  v_lines sales.order_line[];
  v_has_products boolean := false;
  v_pool_ids uuid[];
  v_quantities integer[];
  v_offer sales.offer;
begin
  foreach v_wanted in array p_cart loop
    v_line := v_line + 1;
    if v_wanted.kind = 'product' then
      v_has_products := true;
      v_lines[v_line] := sales.price_product(p_event, p_cart, v_line);
      v_pool_ids := v_pool_ids
        || array_remove(array[v_wanted.product_id, v_wanted.variant_id], null);
      v_quantities := v_quantities
        || array_fill(v_wanted.quantity, array[1 + (v_wanted.variant_id is not null)::integer]);
      continue;
    end if;
    select
      t.id, t.name, t.price, t.vat_rate,
      t.event_id = p_event.id
      and t.is_active
      and t.deleted_at is null
      and v_wanted.quantity between t.min_per_order and t.max_per_order
      and events.sale_state(p_event, t, v_now) = 'on_sale' as is_sold,
      array(
        select m.pool_id
        from events.ticket_type_pools as m
        where m.org_id = t.org_id and m.ticket_type_id = t.id
      ) as pool_ids,
      exists (
        select from events.price_tiers as r where r.org_id = t.org_id and r.ticket_type_id = t.id
      ) as has_tiers
    into v_found
    from events.ticket_types as t
    where t.org_id = p_event.org_id and t.id = v_wanted.ticket_type_id;
    if v_found.is_sold is not true then
      perform sales.refuse_line(p_event, v_wanted.ticket_type_id, v_wanted.quantity, v_line);
    end if;
    v_tier := null;
    if v_found.has_tiers then
      v_tier := events.current_tier(p_event.org_id, v_found.id, v_wanted.quantity, v_now);
      if v_tier.id is not null then
        v_found.price := v_tier.price;
        v_found.pool_ids := v_found.pool_ids || v_tier.id;
      end if;
    end if;
    if v_wanted.unit_amount <> v_found.price then
      perform core.fail('price_changed', jsonb_build_object(
        'line', v_line, 'ticket_type_id', v_found.id, 'item', v_found.name,
        'seen', v_wanted.unit_amount, 'price', v_found.price));
    end if;
    v_lines[v_line] := row(
      'ticket', v_found.id, v_tier.id, null, null, null, null, v_found.name, null,
      v_wanted.quantity, v_found.price, 0, v_found.vat_rate, 0)::sales.order_line;
    v_pool_ids := v_pool_ids || v_found.pool_ids;
    v_quantities := v_quantities
      || array_fill(v_wanted.quantity, array[cardinality(v_found.pool_ids)]);
  end loop;
  if v_has_products or sales.has_required_products(p_event) then
    perform sales.check_products(p_event, p_cart);
  end if;
  v_offer.lines := v_lines;
  if p_promo_code is not null then
    v_offer := sales.apply_promo_code(v_offer, events.find_promo_code(p_event, p_promo_code));
    v_pool_ids := v_pool_ids || v_offer.promo_code_id;
    v_quantities := v_quantities || v_offer.promo_uses;
  end if;
  v_offer := sales.add_up(v_offer, p_settings);
  if cardinality(v_pool_ids) > 1 then
    v_offer.demand := sales.sum_demand(v_pool_ids, v_quantities);
  else
    v_offer.demand := row(v_pool_ids, v_quantities)::sales.demand;
  end if;
  return v_offer;
end
$$;
revoke all on function
  sales.quote(events.events, events.event_settings, sales.cart_line[], text) from public;

-- sql/60_sales/2_functions/random_code.sql
-- A random code of `p_length` characters that people can read aloud: Crockford base32, so without
-- I, L, O and U; 5 bits a character. Two digits of base64 stand for each of its 32.
create or replace function sales.random_code(p_length integer)
  returns text
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  return left(
    translate(
      encode(extensions.gen_random_bytes(p_length), 'base64'),
      E'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/\n',
      '0123456789ABCDEFGHJKMNPQRSTVWXYZ0123456789ABCDEFGHJKMNPQRSTVWXYZ'),
    p_length);
end
$$;
revoke all on function sales.random_code(integer) from public;

-- sql/60_sales/2_functions/read_bib_numbers.sql
-- Start numbers from a request, each once, in ascending order. Raises missing_field and
-- invalid_field.
create or replace function sales.read_bib_numbers(p_field text, p_numbers integer[])
  returns integer[]
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_numbers integer[];
begin
  if coalesce(cardinality(p_numbers), 0) = 0 or p_numbers = array[null::integer] then
    perform core.fail('missing_field', jsonb_build_object('field', p_field));
  end if;
  if cardinality(p_numbers) > 10000 then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', p_field, 'reason', 'at most 10000 numbers go at once'));
  end if;
  perform core.fail('invalid_field', jsonb_build_object(
    'field', p_field, 'reason', 'a start number is a whole number from 1 to 999999',
    'number', n.number))
  from unnest(p_numbers) as n (number)
  where (n.number between 1 and 999999) is not true
  limit 1;
  select array_agg(distinct n.number order by n.number) into v_numbers
  from unnest(p_numbers) as n (number);
  return v_numbers;
end
$$;
revoke all on function sales.read_bib_numbers(text, integer[]) from public;

-- sql/60_sales/2_functions/read_items.sql
-- Reads a cart: its lines in their order, then the products that go with its tickets. Checks shape
-- only; raises what refuse_items() finds wrong, and duplicate_line.
--
-- A line is {"ticket_type_id", "quantity"} or {"product_id", "quantity"}, with "variant_id",
-- "personalisation" and "unit_amount", the price that the buyer saw. The products of a ticket stand
-- in its registration; see sales.check_registrations() for the rest of those.
create or replace function sales.read_items(p_items jsonb)
  returns sales.cart_line[]
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_lines sales.cart_line[];
begin
  -- One test for the usual case; the reasons are looked for only when it fails. Types come first:
  -- a regex on what is no text is neither true nor false, and would count as fine.
  if p_items @@ '
    $.type() == "array" && $.size() >= 1 && $.size() <= 20 && !($[*].type() != "object")
    && !exists ($[*].product_id) && !exists ($[*].registrations) && !exists ($[*].unit_amount)
    && !exists ($[*] ? (!(
      @.ticket_type_id.type() == "string"
      && @.ticket_type_id like_regex "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$" flag "i"
      && @.quantity.type() == "number" && @.quantity >= 1 && @.quantity <= 999
      && @.quantity == @.quantity.floor()
    )))'
  then
    for v_line in 1..jsonb_array_length(p_items) loop
      v_lines[v_line] := row(
        'ticket', p_items -> (v_line - 1) ->> 'ticket_type_id', null, null, null, null,
        p_items -> (v_line - 1) -> 'quantity', null, null)::sales.cart_line;
    end loop;
  else
    perform sales.refuse_items(p_items);
    v_lines := sales.read_mixed_items(p_items);
  end if;
  if cardinality(v_lines) > 1 then
    perform sales.refuse_duplicates(v_lines);
  end if;
  return v_lines;
end
$$;
revoke all on function sales.read_items(jsonb) from public;

-- sql/60_sales/2_functions/read_member.sql
-- Checks the registration of somebody who joins a team as one of a new ticket would be, and returns
-- it cleaned. The team says its name and its wave; products were ordered with the team. Raises
-- missing_field, invalid_field, and what sales.check_registrations() raises.
create or replace function sales.read_member(p_team sales.teams, p_registration jsonb)
  returns sales.entry
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_event events.events;
  v_wave_id uuid;
begin
  if p_registration is null or p_registration = 'null' then
    perform core.fail('missing_field', '{"field": "registration"}');
  elsif jsonb_typeof(p_registration) <> 'object' then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'registration', 'reason', 'it is not an object'));
  elsif coalesce(p_registration -> 'products', '[]') not in ('[]', 'null') then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'products', 'reason', 'products are ordered with the team, not when joining it'));
  end if;
  select e.* into strict v_event
  from events.events as e
  where e.org_id = p_team.org_id and e.id = p_team.event_id;
  select r.wave_id into v_wave_id
  from sales.registrations as r
  where r.org_id = p_team.org_id and r.id = p_team.captain_id;
  p_registration := (p_registration - array['products', 'wave_id', 'team_name'])
    || jsonb_build_object('team_name', p_team.name)
    || jsonb_strip_nulls(jsonb_build_object('wave_id', v_wave_id));
  return (sales.check_registrations(v_event, jsonb_build_array(jsonb_build_object(
    'ticket_type_id', p_team.ticket_type_id, 'quantity', 1,
    'registrations', jsonb_build_array(p_registration)))))[1];
end
$$;
revoke all on function sales.read_member(sales.teams, jsonb) from public;

-- sql/60_sales/2_functions/read_mixed_items.sql
-- Reads a cart with products or registrations, whose shape refuse_items() has found good. Products
-- that go with tickets come after the lines of the cart, so that these keep their numbers.
create or replace function sales.read_mixed_items(p_items jsonb)
  returns sales.cart_line[]
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select array_agg(
      row(
        case when l.item ? 'ticket_type_id' then 'ticket' else 'product' end,
        l.item ->> 'ticket_type_id',
        l.item ->> 'product_id',
        l.item ->> 'variant_id',
        l.for_line,
        l.for_position,
        coalesce(l.item ->> 'quantity', '1'),
        l.item ->> 'unit_amount',
        nullif(btrim(l.item ->> 'personalisation'), '')
      )::sales.cart_line
      order by l.for_line nulls first, l.for_position, l.number
    )
    from (
      select i.item, null::smallint as for_line, null::smallint as for_position, i.number
      from jsonb_array_elements(p_items) with ordinality as i (item, number)
      union all
      select p.item, i.line, r.position, p.number
      from jsonb_array_elements(p_items) with ordinality as i (item, line)
      cross join jsonb_array_elements(i.item -> 'registrations') with ordinality as r (item, position)
      cross join jsonb_array_elements(r.item -> 'products') with ordinality as p (item, number)
    ) as l
  );
end
$$;
revoke all on function sales.read_mixed_items(jsonb) from public;

-- sql/60_sales/2_functions/read_participant.sql
-- Who takes part, from one registration of a cart: the fields of a new participant, cleaned, or
-- those of the known one that it names. Raises invalid_field, also for a field that registrations
-- do not have, and participant_not_found.
create or replace function sales.read_participant(p_given jsonb, p_people jsonb, p_data jsonb)
  returns jsonb
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
declare
  v_about_the_start constant text[] := array[
    'licence_number', 'wave_id', 'answers', 'waiver', 'team_name', 'products'];
  v_about_the_person constant text[] := array[
    'first_name', 'last_name', 'email', 'phone', 'gender', 'nationality', 'city', 'club', 'language',
    'birth_date', 'emergency_name', 'emergency_phone', 'medical_note'];
  v_rest jsonb := p_given - v_about_the_start;
  v_id text := p_given ->> 'participant_id';
begin
  if v_id is null then
    v_rest := v_rest - 'participant_id' - v_about_the_person;
  else
    v_rest := v_rest - 'participant_id';
  end if;
  if v_rest <> '{}' then
    perform core.fail('invalid_field', p_data || jsonb_build_object(
      'field', (select min(k) from jsonb_object_keys(v_rest) as k),
      'reason', case when v_id is null then 'registrations have no such field'
        else 'a participant_id comes without data of the participant' end));
  end if;
  if v_id is null then
    return jsonb_strip_nulls(sales.read_person(p_given, p_data));
  end if;
  if not p_people ? lower(v_id) then
    perform core.fail('participant_not_found', p_data || jsonb_build_object(
      'field', 'participant_id', 'participant_id', left(v_id, 100)));
  end if;
  return p_people -> lower(v_id);
end
$$;
revoke all on function sales.read_participant(jsonb, jsonb, jsonb) from public;

-- sql/60_sales/2_functions/read_participant_details.sql
-- What is sensitive about some participants, for staff with participants.read_sensitive. Each
-- participant that is shown gets an entry in the audit log, with the reason but without the values.
-- Those that are not of the org are left out. Raises missing_field, invalid_field.
create or replace function sales.read_participant_details(
  p_org_id uuid,
  p_participant_ids uuid[],
  p_reason text
)
  returns table (
    participant_id uuid,
    birth_date date,
    emergency_name text,
    emergency_phone text,
    medical_note text
  )
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_reason text;
begin
  perform tenancy.authorise(p_org_id, 'participants.read_sensitive');
  v_reason := core.optional_text('reason', p_reason, 200);
  if p_participant_ids is null then
    perform core.fail('missing_field', '{"field": "participant_ids"}');
  elsif cardinality(p_participant_ids) > 500 then
    perform core.fail('invalid_field',
      '{"field": "participant_ids", "reason": "it names more than 500"}');
  end if;
  for participant_id, birth_date, emergency_name, emergency_phone, medical_note in
    select p.id, d.birth_date, d.emergency_name, d.emergency_phone, d.medical_note
    from sales.participants as p
    left join sales.participant_details as d
      on d.org_id = p.org_id and d.participant_id = p.id
    where p.org_id = p_org_id and p.id = any (p_participant_ids) and p.deleted_at is null
    order by p.last_name, p.first_name, p.id
  loop
    perform core.audit(
      p_org_id, 'participant', participant_id::text, 'participant.details_read', null,
      case when v_reason is not null then jsonb_build_object('reason', v_reason) end);
    return next;
  end loop;
end
$$;
revoke all on function sales.read_participant_details(uuid, uuid[], text) from public;
grant execute on function sales.read_participant_details(uuid, uuid[], text) to authenticated;

-- sql/60_sales/2_functions/read_person.sql
-- Cleans the fields of a person, those of participants and those of participant_details: an object
-- with a text, or null, for each field that `p_fields` has. Raises invalid_field, with `p_data`
-- (the line and position, in a cart).
create or replace function sales.read_person(p_fields jsonb, p_data jsonb)
  returns jsonb
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
declare
  v_field text;
  v_value jsonb;
  v_text text;
  v_person jsonb := '{}';
  v_reason text;
begin
  foreach v_field in array array[
    'first_name', 'last_name', 'email', 'phone', 'gender', 'nationality', 'city', 'club', 'language',
    'birth_date', 'emergency_name', 'emergency_phone', 'medical_note'
  ] loop
    v_value := p_fields -> v_field;
    continue when v_value is null;
    v_text := nullif(btrim(v_value #>> '{}', E' \t\r\n'), '');
    if v_text is not null then
      v_reason := case when jsonb_typeof(v_value) <> 'string' then 'it is not a text'
        else sales.fault_of(v_field, v_text) end;
      v_text := case v_field
        when 'email' then lower(v_text)
        when 'nationality' then upper(v_text)
        when 'phone' then core.phone_number(v_text)
        when 'emergency_phone' then core.phone_number(v_text)
        when 'medical_note' then replace(v_text, E'\r\n', E'\n')
        else v_text end;
      if v_reason is not null then
        perform core.fail('invalid_field', p_data || jsonb_build_object(
          'field', v_field, 'reason', v_reason));
      end if;
    end if;
    v_person := v_person || jsonb_build_object(v_field, v_text);
  end loop;
  return v_person;
end
$$;
revoke all on function sales.read_person(jsonb, jsonb) from public;

-- sql/60_sales/2_functions/read_return_url.sql
-- The address to which the client app wants its customer back, or null. Raises invalid_field when
-- it is not an http(s) address.
create or replace function sales.read_return_url(p_return_url text)
  returns text
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
declare
  v_url text := core.optional_text('return_url', p_return_url, 500);
begin
  if v_url !~ '^https?://[^[:space:]/@]+(/[^[:space:]]*)?$' then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'return_url', 'reason', 'it is not an http or https address'));
  end if;
  return v_url;
end
$$;
revoke all on function sales.read_return_url(text) from public;

-- sql/60_sales/2_functions/read_settlement.sql
-- How an order by staff is to be settled. Raises missing_field, and invalid_field for what staff
-- cannot choose.
create or replace function sales.read_settlement(p_settlement text)
  returns sales.settlement
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
begin
  if core.require_text('settlement', p_settlement, 50)
    not in ('complimentary', 'cash', 'invoice', 'bank')
  then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'settlement', 'reason', 'it must be complimentary, cash, invoice or bank'));
  end if;
  return btrim(p_settlement);
end
$$;
revoke all on function sales.read_settlement(text) from public;

-- sql/60_sales/2_functions/read_text.sql
-- A text in an object of a request, trimmed; null when it is missing or blank. Raises
-- invalid_field, with `p_data`, when it is no text, too long, or holds control characters.
create or replace function sales.read_text(
  p_object jsonb,
  p_field text,
  p_max integer,
  p_data jsonb
)
  returns text
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
declare
  v_text text := nullif(btrim(p_object ->> p_field), '');
  v_reason text;
begin
  if v_text is null then
    return null;
  end if;
  v_reason := case
    when jsonb_typeof(p_object -> p_field) <> 'string' then 'it is not a text'
    when length(v_text) > p_max then format('it is longer than %s characters', p_max)
    when v_text ~ '[[:cntrl:]]' then 'it contains control characters' end;
  if v_reason is not null then
    perform core.fail('invalid_field', p_data || jsonb_build_object(
      'field', p_field, 'reason', v_reason));
  end if;
  return v_text;
end
$$;
revoke all on function sales.read_text(jsonb, text, integer, jsonb) from public;

-- sql/60_sales/2_functions/record_manual_payment.sql
-- Records that the money for an order came past the provider: a bank transfer, cash, a card at the
-- desk. For staff with payments.record, who say how much it was: all of the order, nothing else is
-- taken. The order is settled as by the provider's money. Whatever its settlement: a buyer whose
-- online payment failed may have sent the money too.
--
-- Returns {order_id, order_number, status, payment_id, amount, currency, method, reference,
-- received_at}. A repeat with the same method and reference changes nothing. Raises not_found,
-- missing_field, invalid_field, wrong_amount, paid_otherwise, order_not_payable and
-- payment_not_accepted. Locks: payable, order, payments, pools.
create or replace function sales.record_manual_payment(
  p_order_id uuid,
  p_amount bigint,
  p_method text,
  p_reference text,
  p_received_at timestamptz
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_reference text;
  v_order sales.orders;
  v_payment payments.payments;
begin
  perform core.require_id('order_id', p_order_id);
  select o.* into v_order from sales.orders as o where o.id = p_order_id;
  perform tenancy.authorise(v_order.org_id, 'payments.record', 'order', p_order_id);
  v_reference := core.require_text('reference', p_reference, 200);
  perform sales.check_receipt(p_amount, p_method, p_received_at);
  v_order := sales.lock_order(v_order.org_id, p_order_id);
  v_payment := payments.find_recorded_payment(v_order.org_id, p_order_id, p_method, v_reference);
  if v_payment.id is null or v_payment.amount <> p_amount then
    perform sales.guard_unpaid(v_order);
    v_payment := payments.record_payment(
      payments.lock_payable(v_order.org_id, p_order_id), p_amount, p_method, v_reference,
      p_received_at);
    v_order := sales.lock_order(v_order.org_id, p_order_id);
  end if;
  return jsonb_build_object(
    'order_id', v_order.id,
    'order_number', v_order.order_number,
    'status', v_order.status,
    'payment_id', v_payment.id,
    'amount', v_payment.amount,
    'currency', v_payment.currency,
    'method', v_payment.method,
    'reference', v_payment.reference,
    'received_at', v_payment.paid_at
  );
end
$$;
revoke all on function sales.record_manual_payment(uuid, bigint, text, text, timestamptz)
  from public;
grant execute on function sales.record_manual_payment(uuid, bigint, text, text, timestamptz)
  to authenticated;

-- sql/60_sales/2_functions/refuse_demand.sql
-- Says which pool has too little left for a demand, as committed, and for which line: sold_out,
-- price_changed (a tier filled up meanwhile), product_sold_out, promo_code_used_up or wave_full.
-- Silent when all is there.
create or replace function sales.refuse_demand(
  p_event events.events,
  p_lines sales.order_line[],
  p_demand sales.demand
)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_short record;
  v_data jsonb;
begin
  select d.quantity as wanted, left_over.available, w.* into v_short
  from unnest(p_demand.pool_ids, p_demand.quantities) as d (pool_id, quantity)
  cross join lateral (
    select events.remaining_capacity(p_event.org_id, d.pool_id) as available
  ) as left_over
  join lateral sales.explain_pool(p_event, p_lines, d.pool_id) as w on true
  where left_over.available < d.quantity
  order by w.line nulls last
  limit 1;
  if not found then
    return;
  end if;
  v_data := jsonb_strip_nulls(jsonb_build_object(
    'line', v_short.line, 'quantity', coalesce(v_short.quantity, v_short.wanted),
    'available', v_short.available));
  case v_short.slug
    when 'sold_out' then
      perform core.fail('sold_out', v_data || jsonb_build_object(
        'ticket_type_id', v_short.id, 'ticket_type', v_short.name));
    when 'price_changed' then
      perform core.fail('price_changed', v_data || jsonb_build_object(
        'ticket_type_id', v_short.id, 'item', v_short.name));
    when 'product_sold_out' then
      perform core.fail('product_sold_out', v_data || jsonb_build_object(
        'product_id', v_short.id, 'product', v_short.name));
    when 'promo_code_used_up' then
      perform core.fail('promo_code_used_up', v_data || jsonb_build_object(
        'promo_code', v_short.name));
    when 'wave_full' then
      perform core.fail('wave_full', v_data || jsonb_build_object(
        'wave_id', v_short.id, 'wave', v_short.name));
  end case;
end
$$;
revoke all on function sales.refuse_demand(events.events, sales.order_line[], sales.demand)
  from public;

-- sql/60_sales/2_functions/refuse_duplicates.sql
-- Raises duplicate_line when a ticket type, or the same product for the same ticket, stands in a
-- cart more than once, with the later line.
create or replace function sales.refuse_duplicates(p_lines sales.cart_line[])
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_twin record;
begin
  select coalesce(l.for_line, l.number) as line, l.ticket_type_id, l.product_id into v_twin
  from (
    select
      w.*,
      row_number() over (
        partition by
          w.ticket_type_id, w.product_id, w.variant_id, w.for_line, w.for_position,
          w.personalisation
        order by w.number
      ) as appearance
    from unnest(p_lines) with ordinality as w (
      kind, ticket_type_id, product_id, variant_id, for_line, for_position, quantity, unit_amount,
      personalisation, number
    )
  ) as l
  where l.appearance > 1
  order by l.number
  limit 1;
  if found then
    perform core.fail('duplicate_line', jsonb_strip_nulls(jsonb_build_object(
      'line', v_twin.line, 'ticket_type_id', v_twin.ticket_type_id,
      'product_id', v_twin.product_id,
      'what', coalesce(v_twin.ticket_type_id, v_twin.product_id))));
  end if;
end
$$;
revoke all on function sales.refuse_duplicates(sales.cart_line[]) from public;

-- sql/60_sales/2_functions/refuse_event.sql
-- Says why nothing is sold for an event: missing_field, event_not_found or org_suspended.
create or replace function sales.refuse_event(p_event_id uuid)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  perform tenancy.guard_not_suspended(e.org_id)
  from events.events as e
  where e.id = p_event_id and e.status = 'published' and e.deleted_at is null;
  perform core.fail(
    case when p_event_id is null then 'missing_field' else 'event_not_found' end,
    jsonb_build_object('field', 'event_id', 'event_id', p_event_id));
end
$$;
revoke all on function sales.refuse_event(uuid) from public;

-- sql/60_sales/2_functions/refuse_item.sql
-- Says what is wrong with the shape of one line of a cart; silent when nothing is. `p_data` says
-- where it stands.
create or replace function sales.refuse_item(p_item jsonb, p_data jsonb)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_id text;
  v_field text;
begin
  if jsonb_typeof(p_item) <> 'object' then
    perform core.fail('invalid_field', p_data || jsonb_build_object(
      'field', 'items', 'reason', format('line %s is not an object', p_data ->> 'line')));
  elsif p_item ->> 'ticket_type_id' is null and p_item ->> 'product_id' is null then
    perform core.fail('missing_field', p_data || '{"field": "ticket_type_id"}');
  elsif p_item ->> 'ticket_type_id' is not null and p_item ->> 'product_id' is not null then
    perform core.fail('invalid_field', p_data || jsonb_build_object(
      'field', 'product_id', 'reason', 'a line is a ticket type or a product, not both'));
  end if;
  foreach v_field in array array['ticket_type_id', 'product_id', 'variant_id'] loop
    v_id := p_item ->> v_field;
    if v_id !~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then
      perform core.fail('invalid_field', p_data || jsonb_build_object(
        'field', v_field, 'reason', 'it is not a UUID'));
    end if;
  end loop;
  if p_item -> 'quantity' is null then
    perform core.fail('missing_field', p_data || '{"field": "quantity"}');
  elsif jsonb_typeof(p_item -> 'quantity') <> 'number'
    or (p_item ->> 'quantity')::numeric not between 1 and 999
    or (p_item ->> 'quantity')::numeric % 1 <> 0
  then
    perform core.fail('invalid_quantity', p_data || jsonb_build_object(
      'quantity', left(p_item ->> 'quantity', 40), 'max', 999));
  elsif jsonb_typeof(p_item -> 'unit_amount') not in ('number', 'null')
    or (p_item ->> 'unit_amount')::numeric not between 0 and 5000000
    or (p_item ->> 'unit_amount')::numeric % 1 <> 0
  then
    perform core.fail('invalid_field', p_data || jsonb_build_object(
      'field', 'unit_amount', 'reason', 'it is not a number of cents'));
  elsif jsonb_typeof(p_item -> 'personalisation') not in ('string', 'null') then
    perform core.fail('invalid_field', p_data || jsonb_build_object(
      'field', 'personalisation', 'reason', 'it is not a text'));
  end if;
end
$$;
revoke all on function sales.refuse_item(jsonb, jsonb) from public;

-- sql/60_sales/2_functions/refuse_items.sql
-- Says what is wrong with the shape of a cart: missing_field, too_many_lines, invalid_field or
-- invalid_quantity, with the line, and with the position for products of a ticket. Silent when
-- nothing is.
create or replace function sales.refuse_items(p_items jsonb)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_item record;
  v_registration record;
  v_product record;
  v_data jsonb;
begin
  if coalesce(p_items, 'null') in ('null', '[]') then
    perform core.fail('missing_field', '{"field": "items"}');
  elsif jsonb_typeof(p_items) <> 'array' then
    perform core.fail('invalid_field', '{"field": "items", "reason": "it is not a list"}');
  elsif jsonb_array_length(p_items) > 20 then
    perform core.fail('too_many_lines', jsonb_build_object(
      'lines', jsonb_array_length(p_items), 'max', 20));
  end if;
  for v_item in
    select i.item, i.line from jsonb_array_elements(p_items) with ordinality as i (item, line)
  loop
    v_data := jsonb_build_object('line', v_item.line);
    perform sales.refuse_item(v_item.item, v_data);
    perform sales.refuse_list(v_item.item, 'registrations', 100, v_data);
    for v_registration in
      select r.item, r.position
      from jsonb_array_elements(nullif(v_item.item -> 'registrations', 'null'))
        with ordinality as r (item, position)
    loop
      v_data := jsonb_build_object('line', v_item.line, 'position', v_registration.position);
      perform sales.refuse_list(v_registration.item, 'products', 20, v_data);
      for v_product in
        select '{"quantity": 1}'::jsonb || p.item as item
        from jsonb_array_elements(nullif(v_registration.item -> 'products', 'null')) as p (item)
      loop
        if v_product.item ? 'ticket_type_id' then
          perform core.fail('invalid_field', v_data || jsonb_build_object(
            'field', 'products', 'reason', 'a ticket cannot stand among the products of another'));
        end if;
        perform sales.refuse_item(v_product.item, v_data);
      end loop;
    end loop;
  end loop;
end
$$;
revoke all on function sales.refuse_items(jsonb) from public;

-- sql/60_sales/2_functions/refuse_line.sql
-- Says why a ticket type cannot be sold as a line of a cart wants it: ticket_type_not_found,
-- sales_not_started, sales_ended, quantity_below_minimum or quantity_above_maximum.
create or replace function sales.refuse_line(
  p_event events.events,
  p_ticket_type_id uuid,
  p_quantity integer,
  p_line integer
)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_ticket_type events.ticket_types;
  v_state text;
  v_data jsonb := jsonb_build_object(
    'line', p_line, 'ticket_type_id', p_ticket_type_id, 'quantity', p_quantity);
begin
  select t.* into v_ticket_type
  from events.ticket_types as t
  where t.org_id = p_event.org_id and t.id = p_ticket_type_id;
  if v_ticket_type.event_id is distinct from p_event.id
    or not v_ticket_type.is_active
    or v_ticket_type.deleted_at is not null
  then
    perform core.fail('ticket_type_not_found', v_data);
  end if;
  v_data := v_data || jsonb_build_object('ticket_type', v_ticket_type.name);
  v_state := events.sale_state(p_event, v_ticket_type, core.clock());
  if v_state = 'not_started' then
    perform core.fail('sales_not_started',
      v_data || jsonb_build_object('sales_start', v_ticket_type.sales_start));
  elsif v_state = 'ended' then
    perform core.fail('sales_ended', v_data);
  elsif p_quantity < v_ticket_type.min_per_order then
    perform core.fail('quantity_below_minimum',
      v_data || jsonb_build_object('min', v_ticket_type.min_per_order));
  else
    perform core.fail('quantity_above_maximum',
      v_data || jsonb_build_object('max', v_ticket_type.max_per_order));
  end if;
end
$$;
revoke all on function sales.refuse_line(events.events, uuid, integer, integer) from public;

-- sql/60_sales/2_functions/refuse_list.sql
-- Refuses a member of an object that is there and no list of at most `p_max` objects:
-- invalid_field. Also refuses the object itself when it is none.
create or replace function sales.refuse_list(
  p_item jsonb,
  p_field text,
  p_max integer,
  p_data jsonb
)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_list jsonb := nullif(p_item -> p_field, 'null');
begin
  if jsonb_typeof(v_list) <> 'array'
    or jsonb_path_exists(v_list, '$[*] ? (@.type() != "object")')
  then
    perform core.fail('invalid_field', p_data || jsonb_build_object(
      'field', p_field, 'reason', 'it is not a list of objects'));
  elsif jsonb_array_length(v_list) > p_max then
    perform core.fail('invalid_field', p_data || jsonb_build_object(
      'field', p_field, 'reason', format('it has more than %s entries', p_max)));
  end if;
end
$$;
revoke all on function sales.refuse_list(jsonb, text, integer, jsonb) from public;

-- sql/60_sales/2_functions/refuse_order_demand.sql
-- Says which pool has too little left for an order that was written: see refuse_demand().
create or replace function sales.refuse_order_demand(p_order sales.orders, p_demand sales.demand)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  perform sales.refuse_demand(e, sales.lines_of(p_order), p_demand)
  from events.events as e
  where e.org_id = p_order.org_id and e.id = p_order.event_id;
end
$$;
revoke all on function sales.refuse_order_demand(sales.orders, sales.demand) from public;

-- sql/60_sales/2_functions/registration_json.sql
-- What a person sees of a registration that is theirs or that they ordered. `p_user_id` is the
-- login that looks, null for the holder of the order's token: of a participant with another login,
-- or one who joined a team, they see the name only, and change nothing.
create or replace function sales.registration_json(
  p_registration sales.registrations,
  p_event events.events,
  p_user_id uuid
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_person sales.participants;
  v_is_open boolean;
begin
  select p.* into v_person
  from sales.participants as p
  where p.org_id = p_registration.org_id and p.id = p_registration.participant_id
    and p.deleted_at is null;
  v_is_open := case when v_person.user_id is null then sales.is_of_buyer(p_registration)
    else v_person.user_id is not distinct from p_user_id end;
  return (
    select jsonb_build_object(
      'org_id', p_registration.org_id,
      'id', p_registration.id,
      'event', jsonb_build_object(
        'event_id', p_event.id, 'title', p_event.title, 'slug', p_event.slug,
        'status', p_event.status, 'location_name', p_event.location_name,
        'time_zone', p_event.time_zone, 'starts_at', p_event.starts_at, 'ends_at', p_event.ends_at),
      'ticket_type', jsonb_build_object('ticket_type_id', y.id, 'name', y.name),
      'order_id', case when o.user_id = p_user_id then o.id end,
      'order_number', case when o.user_id = p_user_id then o.order_number end,
      'position', p_registration.position,
      'status', p_registration.status,
      'participant', case when v_person.id is not null then jsonb_build_object(
        'participant_id', v_person.id, 'first_name', v_person.first_name,
        'last_name', v_person.last_name, 'email', case when v_is_open then v_person.email end,
        'is_me', v_person.user_id is not null and v_is_open) end,
      'wave', case when w.id is not null then jsonb_build_object(
        'wave_id', w.id, 'name', w.name, 'starts_at', w.starts_at) end,
      'team', case when g.id is not null then jsonb_build_object(
        'team_id', g.id, 'name', g.name, 'status', g.status,
        'is_captain', coalesce(g.captain_id = p_registration.id, false)) end,
      'bib_number', b.number,
      'licence_number', case when v_is_open then p_registration.licence_number end,
      'age_on_race_day', case when v_is_open then p_registration.age_on_race_day end,
      'answers', case when v_is_open then sales.answers_json(p_registration) end,
      'is_editable', v_is_open and sales.is_editable(p_registration, p_event),
      'edits_close_at', sales.edits_close_at(p_event)
    )
    from sales.orders as o
    join events.ticket_types as y on y.org_id = o.org_id and y.id = p_registration.ticket_type_id
    left join events.waves as w on w.org_id = o.org_id and w.id = p_registration.wave_id
    left join sales.teams as g on g.org_id = o.org_id and g.id = p_registration.team_id
    left join sales.bibs as b on b.org_id = o.org_id and b.registration_id = p_registration.id
    where o.org_id = p_registration.org_id and o.id = p_registration.order_id
  );
end
$$;
revoke all on function sales.registration_json(
  sales.registrations, events.events, uuid) from public;

-- sql/60_sales/2_functions/release_bibs.sql
-- Gives start numbers free that were kept apart; those of the list that were not stay as they are.
-- For staff with events.manage. Locks: the event's ranges. Raises missing_field, invalid_field,
-- not_found, not_allowed, sign_in_required.
create or replace function sales.release_bibs(p_event_id uuid, p_numbers integer[])
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_event events.events := sales.authorise_event(p_event_id, 'events.manage');
  v_numbers integer[] := sales.read_bib_numbers('numbers', p_numbers);
  v_released integer;
begin
  perform sales.lock_bib_ranges(v_event.org_id, v_event.id);
  update sales.bibs as b
  set status = 'returned', returned_at = core.clock(), note = null
  where b.org_id = v_event.org_id and b.event_id = v_event.id and b.status = 'reserved'
    and b.number = any (v_numbers);
  get diagnostics v_released = row_count;
  return jsonb_build_object('event_id', v_event.id, 'released', v_released);
end
$$;
revoke all on function sales.release_bibs(uuid, integer[]) from public;
grant execute on function sales.release_bibs(uuid, integer[]) to anon, authenticated;

-- sql/60_sales/2_functions/release_claims.sql
-- Gives back all capacity that some orders have taken, pools in ascending id: one call for all of
-- them, so that two transactions never meet in opposite order. The last statements before commit.
create or replace function sales.release_claims(p_orders sales.orders[])
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_pool record;
begin
  for v_pool in
    with released as (
      delete from sales.capacity_claims as c
      using unnest(p_orders) as o
      where c.org_id = o.org_id and c.order_id = o.id
      returning c.org_id, c.pool_id, c.quantity
    )
    select r.org_id, r.pool_id, sum(r.quantity)::integer as quantity
    from released as r
    group by r.org_id, r.pool_id
    order by r.pool_id
  loop
    perform events.release_capacity(v_pool.org_id, v_pool.pool_id, v_pool.quantity);
  end loop;
end
$$;
revoke all on function sales.release_claims(sales.orders[]) from public;

-- sql/60_sales/2_functions/release_order.sql
-- Called by payments with the status of the last attempt to pay an order (failed, canceled,
-- expired): the order ends and its capacity goes back. An order that is not pending stays as it is;
-- so does one by staff before its deadline: its buyer may try again, or pay in another way.
create or replace function sales.release_order(p_org_id uuid, p_order_id uuid, p_reason text)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_order sales.orders := sales.lock_order(p_org_id, p_order_id);
begin
  if v_order.status <> 'pending'
    or (v_order.settlement in ('invoice', 'bank') and v_order.expires_at > core.clock())
  then
    return;
  end if;
  perform sales.end_order(
    v_order, case p_reason when 'canceled' then 'cancelled' else p_reason end::sales.order_status);
  perform sales.release_claims(array[v_order]);
end
$$;
revoke all on function sales.release_order(uuid, uuid, text) from public;

-- sql/60_sales/2_functions/renew_join_code.sql
-- Gives a team a new code and shows it, this once; the one before is worth nothing from then on.
-- For its captain, its buyer with the public token of the order, and staff with events.manage.
-- Locks: the team. Raises missing_field, not_found, order_not_found, not_allowed, sign_in_required,
-- rate_limited, team_not_paid, team_closed.
create or replace function sales.renew_join_code(p_team_id uuid, p_public_token text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_asked record := sales.authorise_team(p_team_id, p_public_token, 'team', p_team_id);
  v_team sales.teams := v_asked.team;
begin
  perform core.hit_rate_limit('renew_join_code', v_team.id::text);
  v_team := sales.lock_team(v_team.org_id, v_team.id);
  perform sales.guard_team_paid(v_team, o)
  from sales.orders as o
  where o.org_id = v_team.org_id and o.id = v_team.order_id;
  if v_team.status in ('incomplete', 'withdrawn') or v_team.closes_at <= core.clock() then
    perform core.fail('team_closed', jsonb_build_object('team_id', v_team.id, 'team', v_team.name));
  end if;
  perform core.audit(v_team.org_id, 'team', v_team.id::text, 'team.code_renewed');
  return sales.team_json(v_team)
    || jsonb_build_object('join_code', sales.make_join_code(v_team.org_id, v_team.id));
end
$$;
revoke all on function sales.renew_join_code(uuid, text) from public;
grant execute on function sales.renew_join_code(uuid, text) to anon, authenticated;

-- sql/60_sales/2_functions/reopen_order.sql
-- Takes a locked order that was released back to pending, with a new hold, at the price that was
-- quoted. Raises the errors of the sale when its event, ticket types, products or waves are no
-- longer sold, those of refuse_demand() when there is no room.
create or replace function sales.reopen_order(p_order sales.orders, p_checkout_session_id uuid)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_event events.events := sales.find_event_on_sale(p_order.event_id);
  v_deadline timestamptz := core.clock()
    + make_interval(mins => (events.settings_of(v_event)).hold_minutes);
  v_order sales.orders;
begin
  perform sales.refuse_line(v_event, i.ticket_type_id, i.quantity, i.line)
  from sales.order_items as i
  join events.ticket_types as t on t.org_id = i.org_id and t.id = i.ticket_type_id
  where i.org_id = p_order.org_id and i.order_id = p_order.id
    and not (
      t.is_active
      and t.deleted_at is null
      and events.sale_state(v_event, t, core.clock()) = 'on_sale'
    );
  perform sales.guard_still_sold(p_order);
  update sales.orders as o
  set status = 'pending',
    checkout_session_id = p_checkout_session_id,
    expires_at = v_deadline,
    release_at = v_deadline,
    failed_at = null, cancelled_at = null, expired_at = null
  where o.org_id = p_order.org_id and o.id = p_order.id
  returning o.* into v_order;
  perform sales.sync_registrations(v_order);
  perform sales.hold_capacity(v_order, sales.order_demand(v_order));
end
$$;
revoke all on function sales.reopen_order(sales.orders, uuid) from public;

-- sql/60_sales/2_functions/replace_answers.sql
-- Puts new answers, checked, in the place of those to the questions that are asked now. Answers to
-- what is no longer asked stay.
create or replace function sales.replace_answers(
  p_registration sales.registrations,
  p_questions events.asked_question[],
  p_answers jsonb
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  delete from sales.registration_answers as a
  using unnest(p_questions) as q
  where a.org_id = p_registration.org_id and a.registration_id = p_registration.id
    and a.question_id = q.id
    and not p_answers @> jsonb_build_array(jsonb_build_object('question_id', a.question_id));
  insert into sales.registration_answers as a (
    org_id, registration_id, question_id, version, value
  )
  select p_registration.org_id, p_registration.id, n.question_id, n.version, n.value
  from jsonb_to_recordset(p_answers) as n (question_id uuid, version integer, value jsonb)
  on conflict (org_id, registration_id, question_id) do update
  set version = excluded.version, value = excluded.value
  where (a.version, a.value) is distinct from (excluded.version, excluded.value);
end
$$;
revoke all on function sales.replace_answers(
  sales.registrations, events.asked_question[], jsonb) from public;

-- sql/60_sales/2_functions/resend_tickets.sql
-- Mails the tickets of a paid order again to its buyer: for whoever has the public token, or for
-- staff with tickets.resend. Raises order_not_found, order_has_no_tickets, rate_limited. Returns
-- {order_id, status: "queued"}.
create or replace function sales.resend_tickets(p_order_id uuid, p_public_token text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_order sales.orders;
begin
  if p_order_id is null then
    perform core.act_as('guest');
    v_order := sales.find_order(p_public_token);
  else
    select o.* into v_order from sales.orders as o where o.id = p_order_id;
    perform tenancy.authorise(v_order.org_id, 'tickets.resend', 'order', p_order_id);
  end if;
  if not exists (
    select 1 from sales.ticket_instances as t
    where t.org_id = v_order.org_id and t.order_id = v_order.id and t.status in ('valid', 'used')
  ) then
    perform core.fail('order_has_no_tickets', jsonb_build_object('status', v_order.status));
  end if;
  perform core.hit_rate_limit('resend_tickets', v_order.id::text);
  perform sales.mail_order(v_order, 'email.tickets_resent');
  perform core.audit(v_order.org_id, 'order', v_order.id::text, 'order.tickets_resent');
  return jsonb_build_object('order_id', v_order.id, 'status', 'queued');
end
$$;
revoke all on function sales.resend_tickets(uuid, text) from public;
grant execute on function sales.resend_tickets(uuid, text) to anon, authenticated;

-- sql/60_sales/2_functions/reserve_bibs.sql
-- Keeps start numbers apart: nobody gets one of them but by sales.set_bib(). All of them or none;
-- reserving one again changes its note. For staff with events.manage. Locks: the event's ranges.
-- Raises missing_field, invalid_field, not_found, not_allowed, sign_in_required, bib_taken with the
-- numbers that are worn.
create or replace function sales.reserve_bibs(p_event_id uuid, p_numbers integer[], p_note text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_event events.events := sales.authorise_event(p_event_id, 'events.manage');
  v_numbers integer[] := sales.read_bib_numbers('numbers', p_numbers);
  v_note text := core.optional_text('note', p_note, 200);
  v_taken integer[];
begin
  perform sales.lock_bib_ranges(v_event.org_id, v_event.id);
  insert into sales.bibs as b (org_id, event_id, number, status, note)
  select v_event.org_id, v_event.id, n.number, 'reserved', v_note
  from unnest(v_numbers) as n (number)
  on conflict (org_id, event_id, number) do update
  set status = 'reserved', note = excluded.note, returned_at = null
  where b.status <> 'assigned';
  select array_agg(b.number order by b.number) into v_taken
  from sales.bibs as b
  where b.org_id = v_event.org_id and b.event_id = v_event.id and b.status = 'assigned'
    and b.number = any (v_numbers);
  if v_taken is not null then
    perform core.fail('bib_taken', jsonb_build_object('number', v_taken[1], 'numbers', v_taken));
  end if;
  return jsonb_build_object('event_id', v_event.id, 'reserved', cardinality(v_numbers));
end
$$;
revoke all on function sales.reserve_bibs(uuid, integer[], text) from public;
grant execute on function sales.reserve_bibs(uuid, integer[], text) to anon, authenticated;

-- sql/60_sales/2_functions/return_bib.sql
-- Takes the start number of a registration back; others get it once no fresh one is left. For staff
-- with events.manage. A registration without a number stays as it is. Locks: the registration, the
-- event's ranges. Raises missing_field, not_found, not_allowed, sign_in_required.
create or replace function sales.return_bib(p_registration_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_registration sales.registrations := sales.lock_registration(p_registration_id);
begin
  perform sales.lock_bib_ranges(v_registration.org_id, v_registration.event_id);
  return jsonb_build_object(
    'registration_id', v_registration.id, 'returned', sales.take_back_bib(v_registration));
end
$$;
revoke all on function sales.return_bib(uuid) from public;
grant execute on function sales.return_bib(uuid) to anon, authenticated;

-- sql/60_sales/2_functions/save_my_profile.sql
-- Makes or changes the signed-in user's profile in an org: fields that are there are set, null
-- empties one, the others stay. A new profile has the address of the login unless another is given.
-- Returns it as my_profile does. Raises sign_in_required, missing_field, invalid_field, not_found.
create or replace function sales.save_my_profile(p_org_id uuid, p_profile jsonb)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_account record := tenancy.require_account();
  v_fields jsonb;
  v_unknown text;
begin
  perform core.act_as('guest');
  perform core.require_id('org_id', p_org_id);
  if coalesce(p_profile, 'null') = 'null' then
    perform core.fail('missing_field', '{"field": "profile"}');
  elsif jsonb_typeof(p_profile) <> 'object' then
    perform core.fail('invalid_field', '{"field": "profile", "reason": "it is not an object"}');
  end if;
  v_fields := sales.read_person(p_profile, '{}');
  select min(k) into v_unknown from jsonb_object_keys(p_profile - array(
    select jsonb_object_keys(v_fields))) as k;
  if v_unknown is not null then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', left(v_unknown, 100), 'reason', 'profiles have no such field'));
  end if;
  perform 1 from tenancy.orgs as o where o.id = p_org_id and o.deleted_at is null;
  if not found then
    perform core.fail('not_found', jsonb_build_object('what', 'organisation', 'id', p_org_id));
  end if;
  if not v_fields ? 'email' and not exists (
    select from sales.participants as p
    where p.org_id = p_org_id and p.user_id = v_account.user_id and p.deleted_at is null
  ) then
    v_fields := v_fields || jsonb_build_object('email', v_account.email);
  end if;
  perform sales.write_profile(p_org_id, v_account.user_id, v_fields);
  return sales.my_profile(p_org_id);
end
$$;
revoke all on function sales.save_my_profile(uuid, jsonb) from public;
grant execute on function sales.save_my_profile(uuid, jsonb) to authenticated;

-- sql/60_sales/2_functions/service_fee.sql
-- The service fee of an order, in cents, VAT included: a share of what its lines cost after
-- discount, half up, within the minimum and maximum. Once per order; nothing for an order that
-- costs nothing.
create or replace function sales.service_fee(p_amount bigint, p_settings events.event_settings)
  returns bigint
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  if p_amount = 0 then
    return 0;
  end if;
  return least(
    greatest(
      (p_amount * p_settings.service_fee_rate + 5000) / 10000, p_settings.service_fee_minimum),
    p_settings.service_fee_maximum);
end
$$;
revoke all on function sales.service_fee(bigint, events.event_settings) from public;

-- sql/60_sales/2_functions/set_bib.sql
-- Gives a paid registration this start number, whatever the ranges say: a fresh one, one that was
-- returned, or one that was kept apart. The number it had goes back. For staff with events.manage.
-- Repeating it changes nothing. Locks: the registration, the event's ranges. Raises missing_field,
-- invalid_field, not_found, not_allowed, sign_in_required, registration_not_paid, bib_taken.
create or replace function sales.set_bib(p_registration_id uuid, p_number integer)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_registration sales.registrations := sales.lock_registration(p_registration_id);
  v_number integer := (sales.read_bib_numbers('number', array[p_number]))[1];
begin
  if v_registration.status <> 'paid' then
    perform core.fail('registration_not_paid', jsonb_build_object(
      'registration_id', v_registration.id, 'status', v_registration.status));
  end if;
  perform sales.lock_bib_ranges(v_registration.org_id, v_registration.event_id);
  if not exists (
    select 1 from sales.bibs as b
    where b.org_id = v_registration.org_id and b.registration_id = v_registration.id
      and b.number = v_number
  ) then
    perform sales.take_back_bib(v_registration);
    insert into sales.bibs as b (org_id, event_id, number, registration_id, status)
    values (
      v_registration.org_id, v_registration.event_id, v_number, v_registration.id, 'assigned')
    on conflict (org_id, event_id, number) do update
    set status = 'assigned', registration_id = excluded.registration_id, returned_at = null
    where b.status <> 'assigned';
    if not found then
      perform core.fail('bib_taken', jsonb_build_object('number', v_number));
    end if;
  end if;
  return jsonb_build_object('registration_id', v_registration.id, 'number', v_number);
end
$$;
revoke all on function sales.set_bib(uuid, integer) from public;
grant execute on function sales.set_bib(uuid, integer) to anon, authenticated;

-- sql/60_sales/2_functions/set_captains.sql
-- Makes the first registration of each of an order's new teams its captain, who gets the code that
-- lets others join, by mail, if the order is paid already.
create or replace function sales.set_captains(p_order sales.orders)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_team_ids uuid[];
begin
  with led as (
    update sales.teams as t
    set captain_id = r.id
    from sales.registrations as r
    where t.org_id = p_order.org_id
      and t.order_id = p_order.id
      and t.captain_id is null
      and r.org_id = t.org_id
      and r.team_id = t.id
      and r.position = 1
    returning t.id
  )
  select array_agg(led.id) into v_team_ids from led;
  if p_order.status = 'paid' then
    perform sales.mail_join_codes(p_order.org_id, v_team_ids);
  end if;
end
$$;
revoke all on function sales.set_captains(sales.orders) from public;

-- sql/60_sales/2_functions/settle_order.sql
-- Called by payments when an order's money has arrived: `settled` when its tickets were issued,
-- `overbooked` when they cannot be (the hold was released and there is no room left, or the event
-- was called off), `surplus` when it needed no money. What is not settled, payments sends back.
create or replace function sales.settle_order(p_org_id uuid, p_order_id uuid)
  returns text
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_order sales.orders := sales.lock_order(p_org_id, p_order_id);
begin
  if v_order.status in ('paid', 'partially_refunded', 'refunded', 'overbooked') then
    return 'surplus';
  end if;
  if exists (
    select 1 from events.events as e
    where e.org_id = p_org_id and e.id = v_order.event_id and e.status = 'cancelled'
  ) then
    perform sales.mark_overbooked(v_order);
    return 'overbooked';
  end if;
  if v_order.status = 'pending' then
    perform sales.mark_paid(v_order);
    return 'settled';
  end if;
  begin
    perform sales.mark_paid(v_order);
    -- Last, because pools come after all else in the lock order.
    perform sales.hold_capacity(v_order, sales.order_demand(v_order));
  exception when sqlstate 'PT409' then
    perform sales.mark_overbooked(v_order);
    return 'overbooked';
  end;
  return 'settled';
end
$$;
revoke all on function sales.settle_order(uuid, uuid) from public;

-- sql/60_sales/2_functions/shift_claims.sql
-- Lets orders claim of a shared pool what they have of some ticket types, or no longer, as they
-- claim it of the pools of these. The caller has locked pools and claims. Returns how much more of
-- the pool is taken by that; negative when less.
create or replace function sales.shift_claims(
  p_org_id uuid,
  p_pool_id uuid,
  p_ticket_type_ids uuid[],
  p_is_added boolean
)
  returns bigint
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_total bigint;
begin
  if p_is_added then
    insert into sales.capacity_claims as c (org_id, order_id, pool_id, quantity)
    select own.org_id, own.order_id, p_pool_id, sum(own.quantity)
    from sales.capacity_claims as own
    where own.org_id = p_org_id and own.pool_id = any (p_ticket_type_ids)
    group by own.org_id, own.order_id
    on conflict (org_id, order_id, pool_id) do update set quantity = c.quantity + excluded.quantity;
  else
    with less as (
      select own.order_id, sum(own.quantity) as quantity
      from sales.capacity_claims as own
      where own.org_id = p_org_id and own.pool_id = any (p_ticket_type_ids)
      group by own.order_id
    ),
    gone as (
      delete from sales.capacity_claims as c
      using less
      where c.org_id = p_org_id and c.pool_id = p_pool_id and c.order_id = less.order_id
        and c.quantity = less.quantity
    )
    update sales.capacity_claims as c
    set quantity = c.quantity - less.quantity
    from less
    where c.org_id = p_org_id and c.pool_id = p_pool_id and c.order_id = less.order_id
      and c.quantity > less.quantity;
  end if;
  select sum(own.quantity) into v_total
  from sales.capacity_claims as own
  where own.org_id = p_org_id and own.pool_id = any (p_ticket_type_ids);
  return coalesce(case when p_is_added then v_total else -v_total end, 0);
end
$$;
revoke all on function sales.shift_claims(uuid, uuid, uuid[], boolean) from public;

-- sql/60_sales/2_functions/staff_hold.sql
-- For how long an order by staff holds its places: as asked, up to 60 days; otherwise 14 days, but
-- not beyond the start of the event, or its end once it has started. Raises invalid_field.
create or replace function sales.staff_hold(
  p_event events.events,
  p_settlement sales.settlement,
  p_hold_minutes integer
)
  returns interval
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
begin
  if p_hold_minutes is null then
    return least(
      interval '14 days',
      case when p_event.starts_at > v_now then p_event.starts_at else p_event.ends_at end - v_now);
  elsif p_settlement not in ('invoice', 'bank') then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'hold_minutes', 'reason', 'an order that is settled at once holds nothing'));
  elsif p_hold_minutes not between 15 and 86400 then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'hold_minutes', 'reason', 'it must be from 15 to 86400, which is 60 days'));
  end if;
  return make_interval(mins => p_hold_minutes);
end
$$;
revoke all on function sales.staff_hold(events.events, sales.settlement, integer) from public;

-- sql/60_sales/2_functions/start_payment.sql
-- Opens an attempt to pay an order, for the worker that then calls the provider; the open attempt
-- comes back when there is one. An order that failed, was cancelled or has expired is reopened for
-- it: its capacity is taken again, at the price that was quoted, while the sale and the time for
-- retries last. One by staff can be paid online until its deadline, and is not reopened.
--
-- Returns {payment_id, order_id, org_id, order_number, amount, currency, description, language,
-- return_url, provider_payment_id, checkout_url}. Raises order_not_found, order_already_paid,
-- order_not_payable, sold_out and the errors of the sale. Locks: payable, order, payment, pools.
create or replace function sales.start_payment(p_public_token text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
  set plan_cache_mode = 'force_generic_plan'
as $$
declare
  v_order sales.orders := sales.find_order(p_public_token);
  v_attempt payments.payments;
  v_title text;
begin
  perform core.act_as('guest');
  v_order := sales.lock_order(v_order.org_id, v_order.id);
  if v_order.status in ('paid', 'partially_refunded') then
    perform core.fail('order_already_paid');
  elsif v_order.status in ('overbooked', 'refunded')
    or (v_order.status = 'pending' and v_order.expires_at <= core.clock())
    or (v_order.status <> 'pending' and v_order.settlement <> 'provider')
    or (v_order.status <> 'pending' and v_order.created_at < core.clock()
      - make_interval(hours => core.setting('sales.retry_hours')::integer))
  then
    perform core.fail('order_not_payable', jsonb_build_object('status',
      case v_order.status when 'pending' then 'expired' else v_order.status end));
  end if;
  v_attempt := payments.start_attempt(v_order.org_id, v_order.id, v_order.return_url);
  select e.title into strict v_title
  from events.events as e
  where e.org_id = v_order.org_id and e.id = v_order.event_id;
  if v_order.status = 'pending' then
    update sales.orders as o
    set checkout_session_id = v_attempt.id
    where o.org_id = v_order.org_id and o.id = v_order.id
      and o.checkout_session_id is distinct from v_attempt.id;
  else
    perform sales.reopen_order(v_order, v_attempt.id);
  end if;
  return jsonb_build_object(
    'payment_id', v_attempt.id,
    'order_id', v_order.id,
    'org_id', v_order.org_id,
    'order_number', v_order.order_number,
    'amount', v_attempt.amount,
    'currency', v_attempt.currency,
    'description', left(v_order.order_number || ' ' || v_title, 255),
    'language', v_order.language,
    'return_url', v_attempt.return_url,
    'provider_payment_id', v_attempt.provider_payment_id,
    'checkout_url', v_attempt.checkout_url
  );
end
$$;
revoke all on function sales.start_payment(text) from public;
grant execute on function sales.start_payment(text) to service_role;

-- sql/60_sales/2_functions/store_qr_tokens.sql
-- Stores the signed tokens that a worker made: [{ticket_instance_id, qr_token}]. A token must be
-- made of the ticket's own code, and is set once. Returns how many were set.
create or replace function sales.store_qr_tokens(p_tokens jsonb)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_count integer;
begin
  update sales.ticket_instances as t
  set qr_token = s.qr_token
  from jsonb_to_recordset(p_tokens) as s (ticket_instance_id uuid, qr_token text)
  where t.code = split_part(s.qr_token, '.', 2)
    and t.id = s.ticket_instance_id
    and t.qr_token is null;
  get diagnostics v_count = row_count;
  return v_count;
end
$$;
revoke all on function sales.store_qr_tokens(jsonb) from public;
grant execute on function sales.store_qr_tokens(jsonb) to service_role;

-- sql/60_sales/2_functions/sum_demand.sql
-- What lines want of their pools, as one demand: each pool once, in the order in which pools are
-- locked. The two arrays run in parallel.
create or replace function sales.sum_demand(p_pool_ids uuid[], p_quantities integer[])
  returns sales.demand
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
declare
  v_demand sales.demand;
begin
  select array_agg(d.pool_id order by d.pool_id), array_agg(d.quantity order by d.pool_id)
  into v_demand
  from (
    select w.pool_id, sum(w.quantity)::integer as quantity
    from unnest(p_pool_ids, p_quantities) as w (pool_id, quantity)
    group by w.pool_id
  ) as d;
  return v_demand;
end
$$;
revoke all on function sales.sum_demand(uuid[], integer[]) from public;

-- sql/60_sales/2_functions/sweep_expired_orders.sql
-- Expires pending orders whose time is up and gives their places back, after the provider was asked
-- once more about an open payment; until it has answered they are looked at again each minute.
-- Sweep `sales.expire_orders`. Locks: payables (skipping locked ones), orders, payments, and at the
-- end all their pools in ascending id.
create or replace function sales.sweep_expired_orders(p_limit integer)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
  v_order sales.orders;
  v_expired sales.orders[] := '{}';
  v_count integer := 0;
begin
  for v_order in
    select o.*
    from sales.orders as o
    join payments.payables as p on p.org_id = o.org_id and p.id = o.id
    where o.status = 'pending' and o.release_at <= v_now
    order by o.release_at
    limit p_limit
    for no key update of p, o skip locked
  loop
    v_count := v_count + 1;
    if payments.awaits_provider(v_order.org_id, v_order.id, v_order.expires_at) then
      update sales.orders as o
      set release_at = v_now + interval '1 minute'
      where o.org_id = v_order.org_id and o.id = v_order.id;
    else
      perform payments.give_up_attempts(v_order.org_id, v_order.id);
      perform sales.end_order(v_order, 'expired');
      v_expired := v_expired || v_order;
    end if;
  end loop;
  perform sales.release_claims(v_expired);
  return v_count;
end
$$;
revoke all on function sales.sweep_expired_orders(integer) from public;

-- sql/60_sales/2_functions/sweep_teams.sql
-- Ends the search of teams whose deadline has come: with enough members they are complete, else
-- incomplete; they keep the places they have, and unfilled ones stop nobody. Each captain gets a
-- mail, and the organiser one for all teams of an event. Sweep `sales.close_teams`. Locks: teams,
-- skipping locked ones.
create or replace function sales.sweep_teams(p_limit integer)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_team sales.teams;
  v_closed sales.teams[] := '{}';
begin
  for v_team in
    select t.*
    from sales.teams as t
    where t.status = 'forming' and t.closes_at <= core.clock()
    order by t.closes_at, t.id
    limit p_limit
    for no key update skip locked
  loop
    v_team := sales.move_team(v_team, case
      when sales.count_members(v_team) >= v_team.size_min then 'complete'
      else 'incomplete'
    end::sales.team_status);
    v_closed := v_closed || v_team;
    if exists (
      select 1 from sales.orders as o
      where o.org_id = v_team.org_id and o.id = v_team.order_id
        and o.status in ('paid', 'partially_refunded')
    ) then
      perform core.emit(
        v_team.org_id, 'team:' || v_team.id, 'email.team_closed',
        sales.team_letter(v_team.org_id, v_team.id)
          || jsonb_build_object('status', v_team.status));
    end if;
  end loop;
  perform sales.mail_teams_closed(v_closed);
  return cardinality(v_closed);
end
$$;
revoke all on function sales.sweep_teams(integer) from public;

-- sql/60_sales/2_functions/sync_registrations.sql
-- Lets the registrations of an order follow it, after its status moved. Once it is paid, tickets
-- without a registration get one that has no name yet, and every ticket instance gets its
-- registration.
create or replace function sales.sync_registrations(p_order sales.orders)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
begin
  if p_order.status = 'paid' then
    update sales.registrations as r
    set status = 'paid', cancelled_at = null
    where r.org_id = p_order.org_id and r.order_id = p_order.id
      and r.status in ('pending', 'cancelled');
    perform sales.complete_registrations(p_order);
    perform sales.assign_bibs_of_order(p_order);
  elsif p_order.status = 'pending' then
    update sales.registrations as r
    set status = 'pending', cancelled_at = null
    where r.org_id = p_order.org_id and r.order_id = p_order.id and r.status = 'cancelled';
  elsif p_order.status = 'refunded' then
    update sales.registrations as r
    set status = 'refunded', refunded_at = v_now, cancelled_at = null
    where r.org_id = p_order.org_id and r.order_id = p_order.id
      and r.status in ('paid', 'cancelled');
  elsif p_order.status in ('failed', 'cancelled', 'expired', 'overbooked') then
    update sales.registrations as r
    set status = 'cancelled', cancelled_at = v_now
    where r.org_id = p_order.org_id and r.order_id = p_order.id and r.status = 'pending';
  end if;
end
$$;
revoke all on function sales.sync_registrations(sales.orders) from public;

-- sql/60_sales/2_functions/sync_teams.sql
-- Brings teams in line with who is in them, after members left or came back: nobody left, it is
-- withdrawn; its captain left, the one who has been in it longest leads it, holds its ticket and
-- gets a new code; a complete team that lost somebody looks for members again while there is time.
-- Locks: the teams, by id.
create or replace function sales.sync_teams(p_org_id uuid, p_team_ids uuid[])
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_team sales.teams;
  v_members integer;
  v_has_captain boolean;
  v_longest_id uuid;
begin
  for v_team in
    select t.*
    from sales.teams as t
    where t.org_id = p_org_id and t.id = any (p_team_ids)
    order by t.id
    for no key update
  loop
    select count(*), coalesce(bool_or(r.id = v_team.captain_id), false),
      (array_agg(r.id order by r.created_at, r.id))[1]
    into v_members, v_has_captain, v_longest_id
    from sales.registrations as r
    where r.org_id = p_org_id and r.team_id = v_team.id and r.status in ('pending', 'paid');
    if v_members = 0 then
      perform sales.move_team(v_team, 'withdrawn');
      continue;
    end if;
    if not v_has_captain then
      perform sales.hand_over_team(v_team, v_longest_id);
    end if;
    if v_team.status = 'withdrawn' then
      v_team := sales.move_team(v_team, 'forming');
    end if;
    if v_team.status = 'forming' and v_members >= v_team.size_max then
      perform sales.move_team(v_team, 'complete');
    elsif v_team.status = 'complete' and v_members < v_team.size_max then
      if v_team.closes_at > core.clock() then
        perform sales.move_team(v_team, 'forming');
      elsif v_members < v_team.size_min then
        perform sales.move_team(v_team, 'incomplete');
      end if;
    end if;
  end loop;
end
$$;
revoke all on function sales.sync_teams(uuid, uuid[]) from public;

-- sql/60_sales/2_functions/take_back_bib.sql
-- Takes the start number of a registration back, and says which one that was; null when it had
-- none. The caller has locked the event's ranges.
create or replace function sales.take_back_bib(p_registration sales.registrations)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_number integer;
begin
  update sales.bibs as b
  set status = 'returned', registration_id = null, returned_at = core.clock(), note = null
  where b.org_id = p_registration.org_id and b.registration_id = p_registration.id
  returning b.number into v_number;
  return v_number;
end
$$;
revoke all on function sales.take_back_bib(sales.registrations) from public;

-- sql/60_sales/2_functions/take_cash.sql
-- Settles an order that is paid in cash as it is placed, under its own number.
create or replace function sales.take_cash(p_order sales.orders)
  returns sales.orders
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform payments.record_payment(
    payments.lock_payable(p_order.org_id, p_order.id), p_order.total_amount, 'cash',
    p_order.order_number, null);
  return sales.lock_order(p_order.org_id, p_order.id);
end
$$;
revoke all on function sales.take_cash(sales.orders) from public;

-- sql/60_sales/2_functions/team_by_code.sql
-- What somebody with a join code sees before they join: the team, what it is for, how many places
-- it has left, and what they will have to fill in. `is_open` is whether it can be joined now; who
-- is in it is for its members. Raises missing_field, rate_limited, join_code_not_valid.
create or replace function sales.team_by_code(p_join_code text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_team sales.teams;
begin
  perform core.act_as('guest');
  v_team := sales.find_team(p_join_code);
  return (sales.team_json(v_team) - 'captain_id') || jsonb_build_object(
    'is_open', sales.why_team_is_closed(v_team) is null,
    'event', (
      select jsonb_build_object(
        'event_id', e.id, 'title', e.title, 'slug', e.slug, 'sport', e.sport, 'status', e.status,
        'location_name', e.location_name, 'time_zone', e.time_zone, 'starts_at', e.starts_at,
        'ends_at', e.ends_at)
      from events.events as e
      where e.org_id = v_team.org_id and e.id = v_team.event_id
    ),
    'ticket_type', (
      select jsonb_build_object('ticket_type_id', t.id, 'name', t.name)
      from events.ticket_types as t
      where t.org_id = v_team.org_id and t.id = v_team.ticket_type_id
    ),
    'asked', sales.asked_of_members(v_team)
  );
end
$$;
revoke all on function sales.team_by_code(text) from public;
grant execute on function sales.team_by_code(text) to anon, authenticated;

-- sql/60_sales/2_functions/team_json.sql
-- Where a team stands, for those who belong to it.
create or replace function sales.team_json(p_team sales.teams)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_members integer := sales.count_members(p_team);
begin
  return jsonb_build_object(
    'team_id', p_team.id,
    'name', p_team.name,
    'status', p_team.status,
    'captain_id', p_team.captain_id,
    'members', v_members,
    'size_min', p_team.size_min,
    'size_max', p_team.size_max,
    'places_left', case p_team.status when 'forming' then p_team.size_max - v_members else 0 end,
    'closes_at', nullif(p_team.closes_at, 'infinity')
  );
end
$$;
revoke all on function sales.team_json(sales.teams) from public;

-- sql/60_sales/2_functions/team_letter.sql
-- What a mail to the captain of a team says of it, and to whom and in which language: to the buyer
-- where the captain left no address.
create or replace function sales.team_letter(p_org_id uuid, p_team_id uuid)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'team_id', t.id,
      'email', coalesce(p.email, o.email),
      'language', coalesce(p.language, o.language),
      'name', coalesce(p.first_name, o.purchaser_name),
      'team_name', t.name,
      'ticket_type', y.name,
      'members', (
        select count(*)
        from sales.registrations as m
        where m.org_id = t.org_id and m.team_id = t.id and m.status in ('pending', 'paid')
      ),
      'size_min', t.size_min,
      'size_max', t.size_max,
      'closes_at', nullif(t.closes_at, 'infinity'),
      'event', e.title,
      'starts_at', e.starts_at,
      'time_zone', e.time_zone,
      'org_name', g.name,
      'org_email', g.email
    )
    from sales.teams as t
    join sales.orders as o on o.org_id = t.org_id and o.id = t.order_id
    join events.events as e on e.org_id = t.org_id and e.id = t.event_id
    join events.ticket_types as y on y.org_id = t.org_id and y.id = t.ticket_type_id
    join tenancy.orgs as g on g.id = t.org_id
    left join sales.registrations as r on r.org_id = t.org_id and r.id = t.captain_id
    left join sales.participants as p
      on p.org_id = r.org_id and p.id = r.participant_id and p.deleted_at is null
    where t.org_id = p_org_id and t.id = p_team_id
  );
end
$$;
revoke all on function sales.team_letter(uuid, uuid) from public;

-- sql/60_sales/2_functions/teams_close_at.sql
-- Until when the teams of an event can be joined: the moment in its settings, else its start. An
-- event without a date has no end to that yet.
create or replace function sales.teams_close_at(p_org_id uuid, p_event_id uuid)
  returns timestamptz
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select coalesce(s.teams_close_at, e.starts_at, 'infinity')
    from events.events as e
    join events.event_settings as s on s.org_id = e.org_id and s.event_id = e.id
    where e.org_id = p_org_id and e.id = p_event_id
  );
end
$$;
revoke all on function sales.teams_close_at(uuid, uuid) from public;

-- sql/60_sales/2_functions/teams_of_order.sql
-- The teams of an order for its buyer, in the order of its lines, with who is in them.
create or replace function sales.teams_of_order(p_order sales.orders)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(
      sales.team_json(t) || jsonb_build_object('people', sales.people_of_team(t))
      order by i.line, t.position), '[]')
    from sales.teams as t
    join sales.order_items as i on i.org_id = t.org_id and i.id = t.order_item_id
    where t.org_id = p_order.org_id and t.order_id = p_order.id
  );
end
$$;
revoke all on function sales.teams_of_order(sales.orders) from public;

-- sql/60_sales/2_functions/tg__teams_close_at.sql
-- Moves the deadline of teams with the setting or the event's start that it comes from. Teams that
-- were too small at the old one may look for members until the new one.
create or replace function sales.tg__teams_close_at()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_row jsonb := to_jsonb(new);
  v_event_id uuid := coalesce(v_row ->> 'event_id', v_row ->> 'id');
  v_closes_at timestamptz := sales.teams_close_at(new.org_id, v_event_id);
begin
  update sales.teams as t
  set closes_at = v_closes_at,
    status = case
      when t.status = 'incomplete' and v_closes_at > core.clock() then 'forming'
      else t.status
    end,
    incomplete_at = case when v_closes_at <= core.clock() then t.incomplete_at end
  where t.org_id = new.org_id and t.event_id = v_event_id and t.closes_at <> v_closes_at;
  return null;
end
$$;
revoke all on function sales.tg__teams_close_at() from public;

-- sql/60_sales/2_functions/tg_bib_ranges__prepare.sql
-- Checks a range before it is written, and refuses with a sentence what the table's rules would
-- refuse without one: a wave or ticket type of another event, numbers that another range has.
-- A range that is restored is left to those rules, since tenancy.restore() says it its own way.
-- Whoever may not write ranges of the org learns nothing here; the policies refuse them. One writer
-- per event at a time, since of two overlapping ranges made at once neither would see the other.
create or replace function sales.tg_bib_ranges__prepare()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_other sales.bib_ranges;
begin
  if tg_op = 'INSERT' or new.first_number is distinct from old.first_number then
    new.next_number := new.first_number;
  end if;
  if tg_op = 'UPDATE' and old.deleted_at is not null then
    return new;
  end if;
  if new.deleted_at is not null or (
    auth.uid() is not null
    and new.org_id <> all (array(select tenancy.orgs_with('events.manage')))
  ) then
    return new;
  end if;
  if new.wave_id is not null and not exists (
    select 1 from events.waves as w
    where w.org_id = new.org_id and w.id = new.wave_id and w.event_id = new.event_id
      and w.deleted_at is null
  ) then
    perform core.fail('not_found', jsonb_build_object('what', 'wave', 'id', new.wave_id));
  end if;
  if new.ticket_type_id is not null and not exists (
    select 1 from events.ticket_types as t
    where t.org_id = new.org_id and t.id = new.ticket_type_id and t.event_id = new.event_id
      and t.deleted_at is null
  ) then
    perform core.fail(
      'not_found', jsonb_build_object('what', 'ticket type', 'id', new.ticket_type_id));
  end if;
  perform pg_advisory_xact_lock(hashtextextended('bib_ranges:' || new.event_id, 0));
  select b.* into v_other
  from sales.bib_ranges as b
  where b.org_id = new.org_id and b.event_id = new.event_id and b.deleted_at is null
    and b.id <> new.id
    and b.first_number <= new.last_number and b.last_number >= new.first_number
  order by b.first_number
  limit 1;
  if found then
    perform core.fail('bib_ranges_overlap', jsonb_build_object(
      'first_number', v_other.first_number, 'last_number', v_other.last_number,
      'bib_range_id', v_other.id));
  end if;
  return new;
end
$$;
revoke all on function sales.tg_bib_ranges__prepare() from public;

-- sql/60_sales/2_functions/tg_registrations__bibs.sql
-- Takes back the start numbers of registrations that end, once per statement. Locks the event's
-- ranges first, also where no number is seen yet: somebody may be giving one at this moment.
create or replace function sales.tg_registrations__bibs()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_ended record;
begin
  for v_ended in
    select n.org_id, n.event_id, array_agg(n.id) as ids
    from before_it as o
    join after_it as n on n.org_id = o.org_id and n.id = o.id
    where o.status = 'paid' and n.status <> 'paid'
    group by n.org_id, n.event_id
    order by n.org_id, n.event_id
  loop
    perform sales.lock_bib_ranges(v_ended.org_id, v_ended.event_id);
    update sales.bibs as b
    set status = 'returned', registration_id = null, returned_at = core.clock(), note = null
    where b.org_id = v_ended.org_id and b.registration_id = any (v_ended.ids);
  end loop;
  return null;
end
$$;
revoke all on function sales.tg_registrations__bibs() from public;

-- sql/60_sales/2_functions/tg_registrations__teams.sql
-- Lets teams follow the registrations that are in them, once per statement: what ends or comes back
-- changes the team, and when a captain's registration is paid the team gets its code. So a team
-- follows its order without being told, and is never led by somebody who left.
create or replace function sales.tg_registrations__teams()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_moved record;
  v_paid_ids uuid[];
begin
  for v_moved in
    select n.org_id,
      array_agg(distinct n.team_id) filter (
        where (n.status in ('pending', 'paid')) <> (o.status in ('pending', 'paid'))
      ) as changed_ids,
      array_agg(n.id) filter (where n.status = 'paid') as paid_ids
    from before_it as o
    join after_it as n on n.org_id = o.org_id and n.id = o.id
    where n.team_id is not null and n.status <> o.status
    group by n.org_id
  loop
    if v_moved.changed_ids is not null then
      perform sales.sync_teams(v_moved.org_id, v_moved.changed_ids);
    end if;
    select array_agg(t.id order by t.id) into v_paid_ids
    from sales.teams as t
    where t.org_id = v_moved.org_id and t.captain_id = any (v_moved.paid_ids);
    perform sales.mail_join_codes(v_moved.org_id, v_paid_ids);
  end loop;
  return null;
end
$$;
revoke all on function sales.tg_registrations__teams() from public;

-- sql/60_sales/2_functions/tg_ticket_type_pools__claim.sql
-- Lets what is sold and held of ticket types count when they are put onto shared pools, and no more
-- when they are taken off. What an order has of a ticket type is its claim on the ticket type's own
-- pool. Raises capacity_below_sold when a shared pool cannot hold it all, try_again while an order
-- concerned is just being released.
--
-- Locks as buyers do: the lanes of all pools concerned, in ascending order, so that purchases under
-- way end first; then the claims, without waiting, since whoever gives a claim back waits for lanes
-- afterwards. A purchase that read the pools of a ticket type before this and comes after it is
-- refused by sales.guard_pools().
create or replace function sales.tg_ticket_type_pools__claim()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_pool record;
  v_left bigint;
begin
  for v_pool in
    select c.org_id, c.ticket_type_id as id from changed as c where c.pool_id <> c.ticket_type_id
    union
    select c.org_id, c.pool_id from changed as c where c.pool_id <> c.ticket_type_id
    order by id
  loop
    perform events.lock_lanes(v_pool.org_id, v_pool.id);
    begin
      perform from sales.capacity_claims as c
      where c.org_id = v_pool.org_id and c.pool_id = v_pool.id
      for update nowait;
    exception when lock_not_available then
      perform core.fail('try_again');
    end;
  end loop;

  for v_pool in
    select c.org_id, c.pool_id as id, p.capacity, array_agg(c.ticket_type_id) as ticket_type_ids
    from changed as c
    join events.capacity_pools as p on p.org_id = c.org_id and p.id = c.pool_id
    where c.pool_id <> c.ticket_type_id
    group by c.org_id, c.pool_id, p.capacity
  loop
    v_left := events.remaining_capacity(v_pool.org_id, v_pool.id) - sales.shift_claims(
      v_pool.org_id, v_pool.id, v_pool.ticket_type_ids, tg_op = 'INSERT');
    if v_left < 0 then
      perform core.fail('capacity_below_sold', jsonb_build_object(
        'pool_id', v_pool.id, 'capacity', v_pool.capacity, 'taken', v_pool.capacity - v_left));
    end if;
    perform events.spread_capacity(v_pool.org_id, v_pool.id, v_left);
  end loop;
  return null;
end
$$;
revoke all on function sales.tg_ticket_type_pools__claim() from public;

-- sql/60_sales/2_functions/update_participant.sql
-- Changes a participant by cleaned fields (sales.read_person): those that are there are set, null
-- empties one, the others stay. Raises missing_field when it would lose its name.
create or replace function sales.update_participant(
  p_org_id uuid,
  p_participant_id uuid,
  p_fields jsonb
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_field text;
begin
  foreach v_field in array array['first_name', 'last_name'] loop
    if p_fields -> v_field = 'null' then
      perform core.fail('missing_field', jsonb_build_object('field', v_field));
    end if;
  end loop;
  update sales.participants as p
  set (first_name, last_name, email, phone, gender, nationality, city, club, language) = (
    select
      n.first_name, n.last_name, n.email, n.phone, n.gender, n.nationality, n.city, n.club,
      n.language
    from jsonb_populate_record(p, p_fields) as n
  )
  where p.org_id = p_org_id and p.id = p_participant_id;
  if p_fields ?| array['birth_date', 'emergency_name', 'emergency_phone', 'medical_note'] then
    insert into sales.participant_details as d (
      org_id, participant_id, birth_date, emergency_name, emergency_phone, medical_note
    )
    select
      p_org_id, p_participant_id, n.birth_date, n.emergency_name, n.emergency_phone, n.medical_note
    from jsonb_populate_record(null::sales.participant_details, p_fields) as n
    on conflict (org_id, participant_id) do update
    set (birth_date, emergency_name, emergency_phone, medical_note) = (
      select n.birth_date, n.emergency_name, n.emergency_phone, n.medical_note
      from jsonb_populate_record(d, p_fields) as n
    );
  end if;
end
$$;
revoke all on function sales.update_participant(uuid, uuid, jsonb) from public;

-- sql/60_sales/2_functions/validate_checkout_capacity.sql
-- What a cart would cost and whether it could be ordered at this moment, without ordering it: the
-- same checks as create_order, without locks, so it promises nothing. Who takes part is checked
-- when the cart says so. Raises the same errors; returns {ok: true, subtotal_amount,
-- discount_amount, service_fee_amount, vat_amount, total_amount, currency, lines: [{line, name,
-- quantity, unit_amount, discount_amount, total_amount, vat_rate, vat_amount}]}, lines in the order
-- of the cart, then the products of tickets (with for_line and for_position).
create or replace function sales.validate_checkout_capacity(
  p_event_id uuid,
  p_items jsonb,
  p_promo_code text default null
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_cart sales.cart_line[] := sales.read_items(p_items);
  v_event events.events := sales.find_event_on_sale(p_event_id);
  v_offer sales.offer := sales.quote(
    v_event, events.settings_of(v_event), v_cart, p_promo_code);
  v_entries sales.entry[];
begin
  if jsonb_path_exists(p_items, '$[*].registrations') then
    v_entries := sales.check_registrations(v_event, p_items);
    v_offer.demand := sales.add_waves(v_offer.demand, v_entries);
  end if;
  perform sales.guard_demand(v_event, v_offer);
  return jsonb_build_object(
    'ok', true,
    'subtotal_amount', v_offer.subtotal_amount,
    'discount_amount', v_offer.discount_amount,
    'service_fee_amount', v_offer.service_fee_amount,
    'vat_amount', v_offer.vat_amount,
    'total_amount', v_offer.total_amount,
    'currency', 'EUR',
    'lines', (
      select jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
        'line', l.line, 'for_line', l.for_line, 'for_position', l.for_position, 'name', l.name,
        'quantity', l.quantity, 'unit_amount', l.unit_amount,
        'discount_amount', l.discount_amount,
        'total_amount', l.quantity * l.unit_amount - l.discount_amount,
        'vat_rate', l.vat_rate, 'vat_amount', l.vat_amount)) order by l.line)
      from unnest(v_offer.lines) with ordinality as l (
        kind, ticket_type_id, price_tier_id, product_id, variant_id, for_line, for_position, name,
        personalisation, quantity, unit_amount, discount_amount, vat_rate, vat_amount, line
      )
    )
  );
end
$$;
revoke all on function sales.validate_checkout_capacity(uuid, jsonb, text) from public;
grant execute on function sales.validate_checkout_capacity(uuid, jsonb, text)
  to anon, authenticated;

-- sql/60_sales/2_functions/why_team_is_closed.sql
-- Why nobody can join a team at present: the slug of the error, or null when they can.
create or replace function sales.why_team_is_closed(p_team sales.teams)
  returns text
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return case
    when p_team.status in ('incomplete', 'withdrawn') or p_team.closes_at <= core.clock()
      or exists (
        select 1 from events.events as e
        where e.org_id = p_team.org_id and e.id = p_team.event_id and e.status = 'cancelled'
      ) then 'team_closed'
    when sales.count_members(p_team) >= p_team.size_max then 'team_full'
    when p_team.status = 'complete' then 'team_closed'
  end;
end
$$;
revoke all on function sales.why_team_is_closed(sales.teams) from public;

-- sql/60_sales/2_functions/write_profile.sql
-- Makes or changes the profile of a login in an org from cleaned fields, as update_participant()
-- does. Two at once make one profile. Returns its id. Raises missing_field for a profile without a
-- name.
create or replace function sales.write_profile(p_org_id uuid, p_user_id uuid, p_fields jsonb)
  returns uuid
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_id uuid;
begin
  -- Once more when another request was first to make it.
  loop
    select p.id into v_id
    from sales.participants as p
    where p.org_id = p_org_id and p.user_id = p_user_id and p.deleted_at is null
    for no key update;
    exit when found;
    insert into sales.participants (
      org_id, user_id, first_name, last_name, email, phone, gender, nationality, city, club,
      language
    )
    select
      p_org_id, p_user_id, core.require_text('first_name', n.first_name, 100),
      core.require_text('last_name', n.last_name, 100), n.email, n.phone, n.gender, n.nationality,
      n.city, n.club, n.language
    from jsonb_populate_record(null::sales.participants, p_fields) as n
    on conflict (org_id, user_id) where user_id is not null and deleted_at is null do nothing
    returning id into v_id;
    exit when found;
  end loop;
  perform sales.update_participant(p_org_id, v_id, p_fields);
  return v_id;
end
$$;
revoke all on function sales.write_profile(uuid, uuid, jsonb) from public;

-- sql/60_sales/3_access/bibs.sql
-- Staff see their org's ranges of start numbers and, with events.manage, write them; with
-- registrations.read they see who wears which number.
-- NOTE: update of event_id is not granted, because numbers were given by the range.
-- NOTE: delete is not granted, because deletion is setting deleted_at.
revoke all on sales.bib_ranges from anon, authenticated, service_role;
grant select on sales.bib_ranges to authenticated;
grant insert (
  org_id, event_id, ticket_type_id, wave_id, first_number, last_number, sort_order
) on sales.bib_ranges to authenticated;
grant update (
  ticket_type_id, wave_id, first_number, last_number, sort_order, deleted_at
) on sales.bib_ranges to authenticated;

create policy select_staff on sales.bib_ranges for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('org.read'))));
create policy insert_manager on sales.bib_ranges for insert to authenticated
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));
create policy update_manager on sales.bib_ranges for update to authenticated
  using (org_id = any (array(select tenancy.orgs_with('events.manage'))))
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));

-- Not of next_number, which moves with every number that is given.
create trigger _050_prepare
  before insert or update of ticket_type_id, wave_id, first_number, last_number, deleted_at
  on sales.bib_ranges
  for each row execute function sales.tg_bib_ranges__prepare();
create trigger _100_touch
  before update of ticket_type_id, wave_id, first_number, last_number, sort_order, deleted_at
  on sales.bib_ranges
  for each row execute function core.tg__touch();
create trigger _900_audit
  after insert or delete
  or update of ticket_type_id, wave_id, first_number, last_number, sort_order, deleted_at
  on sales.bib_ranges
  for each row execute function core.tg__audit('bib_range');

-- NOTE: insert, update and delete are not granted, because functions give numbers and take them.
revoke all on sales.bibs from anon, authenticated, service_role;
grant select on sales.bibs to authenticated;
create policy select_staff on sales.bibs for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('registrations.read'))));

create trigger _100_touch before update on sales.bibs
  for each row execute function core.tg__touch();
create trigger _200_transition before insert or update of status on sales.bibs
  for each row execute function core.tg__transition('bib');
create trigger _900_audit after insert or update or delete on sales.bibs
  for each row execute function core.tg__audit('bib');

create trigger _600_bibs after update on sales.registrations
  referencing old table as before_it new table as after_it
  for each statement execute function sales.tg_registrations__bibs();

insert into core.rate_limits (rule, subject, max_hits, window_seconds, description) values
  ('bibs_gone', 'key', 1, 86400, 'Mails to an organiser that one event has no start numbers left.');

-- sql/60_sales/3_access/capacity_claims.sql
-- Functions only; the view sales.promise_capacity compares them with the pools.
revoke all on sales.capacity_claims from anon, authenticated, service_role;
create policy all_nobody on sales.capacity_claims using (false);

-- sql/60_sales/3_access/order_items.sql
-- Staff with orders.read see their org's order lines.
-- NOTE: insert, update and delete are not granted, because only functions write orders.
revoke all on sales.order_items from anon, authenticated, service_role;
grant select on sales.order_items to authenticated;
create policy select_staff on sales.order_items for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('orders.read'))));

create trigger _900_audit after update or delete on sales.order_items
  for each row execute function core.tg__audit('order_item');

-- sql/60_sales/3_access/orders.sql
-- Staff with orders.read see their org's orders; buyers use get_order and my_orders.
-- NOTE: insert, update and delete are not granted, because only functions write orders.
revoke all on sales.orders from anon, authenticated, service_role;
grant select on sales.orders to authenticated;
create policy select_staff on sales.orders for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('orders.read'))));

create trigger _100_touch before update on sales.orders
  for each row execute function core.tg__touch();
-- The declared first states are let through without asking, since every sale would ask.
create trigger _200_transition_new before insert on sales.orders
  for each row when (new.status not in ('pending', 'paid')) execute function core.tg__transition('order');
create trigger _200_transition before update of status on sales.orders
  for each row execute function core.tg__transition('order');
-- The creation of an order is written to the audit log by insert_order itself.
create trigger _900_audit
  after delete or update of status, email, purchaser_name on sales.orders
  for each row execute function core.tg__audit('order', 'email', 'purchaser_name');

insert into payments.payable_kinds (
  kind, settle_function, release_function, refunded_function, description
) values (
  'order', 'sales.settle_order', 'sales.release_order', 'sales.note_refund',
  'An order of tickets for an event.'
);
insert into core.sweeps (name, function, every, batch)
values ('sales.expire_orders', 'sales.sweep_expired_orders', interval '5 seconds', 100);

-- sql/60_sales/3_access/participant_details.sql
-- Nobody reads what is sensitive but through functions: people their own with my_profile, staff
-- with read_participant_details, which says so in the audit log.
revoke all on sales.participant_details from anon, authenticated, service_role;
create policy all_nobody on sales.participant_details using (false);

create trigger _100_touch before update on sales.participant_details
  for each row execute function core.tg__touch();
create trigger _900_audit after update or delete on sales.participant_details
  for each row execute function core.tg__audit('participant_details', 'birth_date',
    'emergency_name', 'emergency_phone', 'medical_note');

-- sql/60_sales/3_access/participants.sql
-- Staff with participants.read see their org's participants, without what is sensitive about them.
-- People see and write their own through my_profile and save_my_profile.
-- NOTE: insert, update and delete are not granted, because only functions write participants.
revoke all on sales.participants from anon, authenticated, service_role;
grant select on sales.participants to authenticated;
create policy select_staff on sales.participants for select to authenticated
  using (
    deleted_at is null
    and org_id = any (array(select tenancy.orgs_with('participants.read')))
  );

create trigger _100_touch before update on sales.participants
  for each row execute function core.tg__touch();
-- Guests come with orders, whose creation is in the audit log; profiles come by themselves.
create trigger _900_audit_new after insert on sales.participants
  for each row when (new.user_id is not null)
  execute function core.tg__audit('participant', 'first_name', 'last_name', 'email', 'phone',
    'gender', 'nationality', 'city', 'club');
create trigger _900_audit after update or delete on sales.participants
  for each row execute function core.tg__audit('participant', 'first_name', 'last_name', 'email',
    'phone', 'gender', 'nationality', 'city', 'club');

-- sql/60_sales/3_access/registration_answers.sql
-- Staff with registrations.read see their org's answers.
-- NOTE: insert, update and delete are not granted, because only functions write answers.
revoke all on sales.registration_answers from anon, authenticated, service_role;
grant select on sales.registration_answers to authenticated;
create policy select_staff on sales.registration_answers for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('registrations.read'))));

create trigger _100_touch before update on sales.registration_answers
  for each row execute function core.tg__touch();
create trigger _900_audit after update or delete on sales.registration_answers
  for each row execute function core.tg__audit('registration_answer', 'value');

-- sql/60_sales/3_access/registrations.sql
-- Staff with registrations.read see their org's registrations, answers and accepted waivers; people
-- see theirs through my_registrations and get_order.
-- NOTE: insert, update and delete are not granted, because only functions write registrations.
revoke all on sales.registrations from anon, authenticated, service_role;
grant select on sales.registrations to authenticated;
create policy select_staff on sales.registrations for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('registrations.read'))));

create trigger _100_touch before update on sales.registrations
  for each row execute function core.tg__touch();
-- The usual first states are let through without asking, since every ticket would ask.
create trigger _200_transition_new before insert on sales.registrations
  for each row when (new.status not in ('pending', 'paid'))
  execute function core.tg__transition('registration');
create trigger _200_transition before update of status on sales.registrations
  for each row execute function core.tg__transition('registration');
-- That they are made and paid for is not audited row by row: the order tells of all of them.
create trigger _900_audit after update on sales.registrations
  for each row when (old.status <> 'pending' or new.status <> 'paid')
  execute function core.tg__audit('registration', 'licence_number');
create trigger _900_audit_gone after delete on sales.registrations
  for each row execute function core.tg__audit('registration', 'licence_number');

-- sql/60_sales/3_access/teams.sql
-- Staff with registrations.read see their org's teams; members use my_teams.
-- NOTE: insert, update and delete are not granted, because functions make and change teams.
-- NOTE: join_code_hash is not granted, because nobody needs it who asks from outside.
revoke all on sales.teams from anon, authenticated, service_role;
grant select (
  org_id, id, event_id, ticket_type_id, order_id, order_item_id, position, name, captain_id,
  size_min, size_max, status, closes_at, completed_at, incomplete_at, withdrawn_at, created_at,
  updated_at
) on sales.teams to authenticated;
create policy select_staff on sales.teams for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('registrations.read'))));

create trigger _100_touch before update on sales.teams
  for each row execute function core.tg__touch();
create trigger _200_transition before insert or update of status on sales.teams
  for each row execute function core.tg__transition('team');
create trigger _900_audit after insert or update or delete on sales.teams
  for each row execute function core.tg__audit('team', 'join_code_hash');

create trigger _500_teams after update on sales.registrations
  referencing old table as before_it new table as after_it
  for each statement execute function sales.tg_registrations__teams();
create trigger _500_teams after update of teams_close_at on events.event_settings
  for each row when (new.teams_close_at is distinct from old.teams_close_at)
  execute function sales.tg__teams_close_at();
create trigger _510_teams after update of starts_at on events.events
  for each row when (new.starts_at is distinct from old.starts_at)
  execute function sales.tg__teams_close_at();

insert into core.sweeps (name, function, every, batch)
values ('sales.close_teams', 'sales.sweep_teams', interval '1 minute', 200);
insert into core.rate_limits (rule, subject, max_hits, window_seconds, description) values
  ('join_code', 'address', 60, 60, 'Join codes of teams tried per address.'),
  ('renew_join_code', 'key', 20, 3600, 'New join codes for one team.');

-- sql/60_sales/3_access/ticket_instances.sql
-- Staff with orders.read see their org's tickets; holders see theirs through get_order.
-- NOTE: insert, update and delete are not granted, because only functions issue and void tickets.
-- Issuing is not audited row by row: the order's change to paid tells of all of them.
revoke all on sales.ticket_instances from anon, authenticated, service_role;
grant select on sales.ticket_instances to authenticated;
create policy select_staff on sales.ticket_instances for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('orders.read'))));

create trigger _100_touch before update on sales.ticket_instances
  for each row execute function core.tg__touch();
-- The usual first state is let through without asking, since every ticket would ask.
create trigger _200_transition_new before insert on sales.ticket_instances
  for each row when (new.status <> 'valid')
  execute function core.tg__transition('ticket_instance');
create trigger _200_transition before update of status on sales.ticket_instances
  for each row execute function core.tg__transition('ticket_instance');
create trigger _900_audit after update of status or delete on sales.ticket_instances
  for each row execute function core.tg__audit('ticket_instance', 'code', 'qr_token');

-- sql/60_sales/3_access/ticket_type_pools.sql
-- What is sold and held counts as soon as ticket types change the pools that they draw on. Once per
-- statement, so that the lanes of all pools concerned are locked in one order.
create trigger _500_claim after insert on events.ticket_type_pools
  referencing new table as changed
  for each statement execute function sales.tg_ticket_type_pools__claim();
create trigger _510_claim after delete on events.ticket_type_pools
  referencing old table as changed
  for each statement execute function sales.tg_ticket_type_pools__claim();

-- sql/60_sales/3_access/waiver_acceptances.sql
-- Staff with registrations.read see who accepted which waiver.
-- NOTE: insert, update and delete are not granted, because only functions write acceptances.
revoke all on sales.waiver_acceptances from anon, authenticated, service_role;
grant select on sales.waiver_acceptances to authenticated;
create policy select_staff on sales.waiver_acceptances for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('registrations.read'))));

create trigger _900_audit after update or delete on sales.waiver_acceptances
  for each row execute function core.tg__audit('waiver_acceptance', 'accepted_by');

-- sql/60_sales/4_api/assign_bibs.sql
-- The front door of sales.assign_bibs(), which says what it does and refuses.
create or replace function public.assign_bibs(event_id uuid default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.assign_bibs(assign_bibs.event_id)
$$;
revoke all on function public.assign_bibs(uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.assign_bibs(uuid) to anon, authenticated;
comment on function public.assign_bibs(uuid) is
  'Gives a start number to every paid registration of an event that has none: from the ranges of its wave, else of its ticket type, else of the event; who entered first gets the lowest; returned numbers only when no fresh ones are left. Needs events.manage. Returns {event_id, assigned, without_number: [{registration_id, order_id, ticket_type_id, wave_id}]}; a range that runs out is no error. Errors: missing_field, sign_in_required, not_found, not_allowed.';

-- sql/60_sales/4_api/bib_ranges.sql
create or replace view public.bib_ranges
with (security_invoker = true) as
select
  b.org_id,
  b.id,
  b.event_id,
  b.ticket_type_id,
  b.wave_id,
  b.first_number,
  b.last_number,
  b.sort_order,
  b.created_at,
  b.updated_at,
  b.deleted_at
from sales.bib_ranges as b
where b.deleted_at is null;
revoke all on public.bib_ranges from anon, authenticated, service_role;
grant select on public.bib_ranges to authenticated;
grant insert (
  org_id, event_id, ticket_type_id, wave_id, first_number, last_number, sort_order
) on public.bib_ranges to authenticated;
grant update (
  ticket_type_id, wave_id, first_number, last_number, sort_order, deleted_at
) on public.bib_ranges to authenticated;
comment on view public.bib_ranges is
  'Which start numbers go to which ticket types or waves, for staff: insert and update with events.manage. Errors: bib_ranges_overlap, not_found.';
comment on column public.bib_ranges.wave_id is
  'A registration looks into the ranges of its wave first, then of its ticket type, then into those without either.';
comment on column public.bib_ranges.sort_order is 'Ranges for the same are used up in this order.';

-- sql/60_sales/4_api/bibs.sql
create or replace view public.bibs
with (security_invoker = true) as
select
  b.org_id,
  b.event_id,
  b.number,
  b.registration_id,
  b.status,
  b.note,
  b.returned_at,
  b.created_at,
  b.updated_at
from sales.bibs as b;
revoke all on public.bibs from anon, authenticated, service_role;
grant select on public.bibs to authenticated;
comment on view public.bibs is
  'Start numbers that are worn, kept apart or given back, for staff with registrations.read. Written by assign_bibs, set_bib, return_bib, reserve_bibs and release_bibs.';

-- sql/60_sales/4_api/cancel_staff_order.sql
create or replace function public.cancel_staff_order(order_id uuid default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.cancel_staff_order(cancel_staff_order.order_id)
$$;
revoke all on function public.cancel_staff_order(uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.cancel_staff_order(uuid) to authenticated;
comment on function public.cancel_staff_order(uuid) is
  'Cancels an unpaid order that staff placed on invoice or for a bank transfer; its places go back. For staff with orders.create. A repeat changes nothing. Returns {order_id, order_number, status}. Errors: sign_in_required, not_found, not_allowed, missing_field, order_cannot_be_cancelled.';

-- sql/60_sales/4_api/change_registration.sql
create or replace function public.change_registration(
  registration_id uuid default null,
  changes jsonb default null,
  public_token text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.change_registration(
    change_registration.registration_id,
    change_registration.changes,
    change_registration.public_token
  )
$$;
revoke all on function public.change_registration(uuid, jsonb, text) from public;
grant execute on function public.change_registration(uuid, jsonb, text) to anon, authenticated;
comment on function public.change_registration(uuid, jsonb, text) is
  'Says who takes part with a ticket that has no participant yet, or changes a participant''s data, licence_number and answers, while the event lets people do that. By the participant, or as long as that one has no login by the buyer or whoever has the order''s public_token. changes: fields of a registration in create_order, as far as they change; null empties one. Returns what my_registrations lists. Errors: sign_in_required, missing_field, invalid_field, not_found, registration_not_editable, and those of create_order about registrations.';

-- sql/60_sales/4_api/close_team.sql
-- The front door of sales.close_team(), which says what it does and refuses.
create or replace function public.close_team(
  team_id uuid default null,
  public_token text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.close_team(close_team.team_id, close_team.public_token)
$$;
revoke all on function public.close_team(uuid, text)
  from public, anon, authenticated, service_role;
grant execute on function public.close_team(uuid, text) to anon, authenticated;
comment on function public.close_team(uuid, text) is
  'Lets a team start as it is, without looking for more members: for its captain, its buyer with the public_token, or staff with events.manage, who may also let a team start that was too small. Returns {team_id, name, status, captain_id, members, size_min, size_max, places_left, closes_at}. Errors: missing_field, sign_in_required, not_found, order_not_found, not_allowed, team_not_paid, team_closed, team_too_small.';

-- sql/60_sales/4_api/create_order.sql
create or replace function public.create_order(
  event_id uuid default null,
  items jsonb default null,
  email text default null,
  purchaser_name text default null,
  language text default null,
  idempotency_key text default null,
  return_url text default null,
  promo_code text default null,
  accept_terms boolean default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.create_order(
    create_order.event_id,
    create_order.items,
    create_order.email,
    create_order.purchaser_name,
    create_order.language,
    create_order.idempotency_key,
    create_order.return_url,
    create_order.promo_code,
    create_order.accept_terms
  )
$$;
revoke all on function
  public.create_order(uuid, jsonb, text, text, text, text, text, text, boolean) from public;
grant execute on function
  public.create_order(uuid, jsonb, text, text, text, text, text, text, boolean)
  to anon, authenticated;
comment on function
  public.create_order(uuid, jsonb, text, text, text, text, text, text, boolean) is
  'Places an order, as a guest or signed in. items: [{ticket_type_id, quantity, registrations?: [{first_name, last_name, birth_date, …, wave_id, licence_number, answers: {question_id: value}, waiver: {version, accepted_by, is_guardian}, team_name, products: [{product_id, variant_id, quantity, personalisation}]}]} or {product_id, variant_id, quantity, personalisation}]; a unit_amount in a line is the price that the buyer saw. Registrations are needed where get_event says so. language: nl or en. Send an idempotency_key so that a repeat is no second order. Returns {order_id, order_number, status, public_token, checkout_url, expires_at, total_amount, currency}, amounts in cents; keep public_token, it shows the order to its guest. A free order is paid at once; for another one get the checkout_url from POST /functions/v1/create-payment, or use create-order-public, which does both. Errors: missing_field, invalid_field, invalid_email, invalid_quantity, duplicate_line, too_many_lines, event_not_found, event_is_over, org_suspended, terms_not_accepted, ticket_type_not_found, sales_not_started, sales_ended, quantity_below_minimum, quantity_above_maximum, sold_out, price_changed, product_not_found, product_not_for_this, product_missing, variant_missing, variant_not_found, personalisation_missing, product_sold_out, promo_code_not_found, promo_code_not_applicable, promo_code_used_up, wave_full, amount_too_large, idempotency_key_reused, try_again, and those of registrations.';

-- sql/60_sales/4_api/create_staff_order.sql
create or replace function public.create_staff_order(
  event_id uuid default null,
  items jsonb default null,
  email text default null,
  purchaser_name text default null,
  language text default null,
  settlement text default null,
  promo_code text default null,
  note text default null,
  idempotency_key text default null,
  hold_minutes integer default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.create_staff_order(
    create_staff_order.event_id,
    create_staff_order.items,
    create_staff_order.email,
    create_staff_order.purchaser_name,
    create_staff_order.language,
    create_staff_order.settlement,
    create_staff_order.promo_code,
    create_staff_order.note,
    create_staff_order.idempotency_key,
    create_staff_order.hold_minutes
  )
$$;
revoke all on function public.create_staff_order(
  uuid, jsonb, text, text, text, text, text, text, text, integer
) from public, anon, authenticated, service_role;
grant execute on function public.create_staff_order(
  uuid, jsonb, text, text, text, text, text, text, text, integer
) to authenticated;
comment on function public.create_staff_order(
  uuid, jsonb, text, text, text, text, text, text, text, integer
) is
  'Places an order for somebody else, for staff with orders.create: the cart, prices, rules and places of create_order. settlement: complimentary (costs nothing; needs orders.give_away; no promo_code), cash (paid here and now), invoice or bank (holds its places for 14 days but not beyond the start of the event, or for hold_minutes, 15 to 86400, until record_manual_payment or an online payment by its buyer, who gets a mail). note is for staff. Send an idempotency_key so that a repeat is no second order. Returns what create_order returns. Errors: sign_in_required, not_found, not_allowed, and those of create_order.';

-- sql/60_sales/4_api/get_order.sql
create or replace function public.get_order(public_token text default null)
  returns jsonb
  language sql
  stable
  security invoker
  set search_path = ''
as $$
  select sales.get_order(get_order.public_token)
$$;
revoke all on function public.get_order(text) from public;
grant execute on function public.get_order(text) to anon, authenticated;
comment on function public.get_order(text) is
  'An order for whoever holds its public_token: its data, event, items, checkout_url while it can be paid, tickets once it is paid, and teams with the people in them. Amounts in cents. Errors: missing_field, order_not_found.';

-- sql/60_sales/4_api/join_team.sql
-- The front door of sales.join_team(), which says what it does and refuses.
create or replace function public.join_team(
  join_code text default null,
  registration jsonb default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.join_team(join_team.join_code, join_team.registration)
$$;
revoke all on function public.join_team(text, jsonb)
  from public, anon, authenticated, service_role;
grant execute on function public.join_team(text, jsonb) to anon, authenticated;
comment on function public.join_team(text, jsonb) is
  'Takes a place in a team, as a guest or signed in; it costs nothing. registration: as in create_order, without products, wave and team name. Returns {registration_id, number, team_id, name, status, members, size_min, size_max, places_left, closes_at}; number is the start number if there is one already. Errors: missing_field, invalid_field, rate_limited, join_code_not_valid, team_not_paid, team_full, team_closed, already_in_team, and those of registrations in create_order.';

-- sql/60_sales/4_api/leave_team.sql
-- The front door of sales.leave_team(), which says what it does and refuses.
create or replace function public.leave_team(
  registration_id uuid default null,
  successor_id uuid default null,
  public_token text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.leave_team(
    leave_team.registration_id,
    leave_team.successor_id,
    leave_team.public_token
  )
$$;
revoke all on function public.leave_team(uuid, uuid, text)
  from public, anon, authenticated, service_role;
grant execute on function public.leave_team(uuid, uuid, text) to anon, authenticated;
comment on function public.leave_team(uuid, uuid, text) is
  'Takes a member out of a team: themselves, signed in; its captain, its buyer with the public_token of the order, or staff with events.manage. A captain can name a successor_id, the registration of another member; else the one who has been in it longest leads it. With nobody left the team is withdrawn. Returns {team_id, name, status, captain_id, members, size_min, size_max, places_left, closes_at}. Errors: missing_field, sign_in_required, not_found, order_not_found, not_allowed, team_not_paid, registration_not_in_team, successor_not_in_team, too_late_to_leave.';

-- sql/60_sales/4_api/my_orders.sql
create or replace function public.my_orders()
  returns table (
    org_id uuid,
    id uuid,
    event_id uuid,
    order_number text,
    email text,
    purchaser_name text,
    language text,
    status sales.order_status,
    subtotal_amount integer,
    vat_amount integer,
    total_amount integer,
    currency text,
    expires_at timestamptz,
    paid_at timestamptz,
    created_at timestamptz
  )
  language sql
  stable
  security invoker
  set search_path = ''
as $$
  select
    o.org_id,
    o.id,
    o.event_id,
    o.order_number,
    o.email,
    o.purchaser_name,
    o.language,
    o.status,
    o.subtotal_amount,
    o.vat_amount,
    o.total_amount,
    o.currency,
    o.expires_at,
    o.paid_at,
    o.created_at
  from sales.my_orders() as o
$$;
revoke all on function public.my_orders() from public;
grant execute on function public.my_orders() to authenticated;
comment on function public.my_orders() is
  'The orders that the signed-in user placed, newest first. Amounts in cents. Errors: sign_in_required.';

-- sql/60_sales/4_api/my_profile.sql
create or replace function public.my_profile(org_id uuid default null)
  returns jsonb
  language sql
  stable
  security invoker
  set search_path = ''
as $$
  select sales.my_profile(my_profile.org_id)
$$;
revoke all on function public.my_profile(uuid) from public;
grant execute on function public.my_profile(uuid) to authenticated;
comment on function public.my_profile(uuid) is
  'The signed-in user''s own participant profile in an organisation: {participant_id, first_name, last_name, email, phone, gender, nationality, city, club, language, birth_date, emergency_name, emergency_phone, medical_note, updated_at}; null while there is none. Errors: sign_in_required, missing_field.';

-- sql/60_sales/4_api/my_registrations.sql
create or replace function public.my_registrations()
  returns setof jsonb
  language sql
  stable
  security invoker
  set search_path = ''
as $$
  select r.registration from sales.my_registrations() as r (registration)
$$;
revoke all on function public.my_registrations() from public;
grant execute on function public.my_registrations() to authenticated;
comment on function public.my_registrations() is
  'Where the signed-in user takes part, and all that they ordered, latest event first: a list of {org_id, id, event, ticket_type, order_id, order_number, position, status, participant {participant_id, first_name, last_name, email, is_me}, wave, team, bib_number, licence_number, age_on_race_day, answers [{question_id, version, kind, label_nl, label_en, value}], is_editable, edits_close_at}. participant is null until somebody says who takes part; of one with another login only the name is shown. Errors: sign_in_required.';

-- sql/60_sales/4_api/my_teams.sql
-- The front door of sales.my_teams(), which says what it does and refuses.
create or replace function public.my_teams()
  returns jsonb
  language sql
  stable
  security invoker
  set search_path = ''
as $$
  select sales.my_teams()
$$;
revoke all on function public.my_teams()
  from public, anon, authenticated, service_role;
grant execute on function public.my_teams() to authenticated;
comment on function public.my_teams() is
  'The teams that the signed-in user takes part in, soonest event first: [{team_id, name, status, captain_id, members, size_min, size_max, places_left, closes_at, registration_id, is_captain, ticket_type, event, people: [{registration_id, position, name, is_captain, number}]}]. Errors: sign_in_required.';

-- sql/60_sales/4_api/order_items.sql
create or replace view public.order_items
with (security_invoker = true) as
select
  i.org_id,
  i.id,
  i.order_id,
  i.line,
  i.kind,
  i.ticket_type_id,
  i.price_tier_id,
  i.product_id,
  i.variant_id,
  i.for_line,
  i.for_position,
  i.name,
  i.personalisation,
  i.quantity,
  i.unit_amount,
  i.discount_amount,
  i.total_amount,
  i.vat_rate,
  i.vat_amount
from sales.order_items as i;
revoke all on public.order_items from anon, authenticated, service_role;
grant select on public.order_items to authenticated;
comment on view public.order_items is 'Lines of orders, for staff with orders.read. Amounts in cents, VAT included; vat_rate in basis points.';

-- sql/60_sales/4_api/orders.sql
create or replace view public.orders
with (security_invoker = true) as
select
  o.org_id,
  o.id,
  o.event_id,
  o.order_number,
  o.user_id,
  o.email,
  o.purchaser_name,
  o.language,
  o.status,
  o.settlement,
  o.subtotal_amount,
  o.discount_amount,
  o.service_fee_amount,
  o.service_fee_vat_amount,
  o.service_fee_rule,
  o.vat_amount,
  o.total_amount,
  o.currency,
  o.promo_code_id,
  o.terms_version,
  o.note,
  o.idempotency_key,
  o.checkout_session_id,
  o.expires_at,
  o.paid_at,
  o.failed_at,
  o.cancelled_at,
  o.expired_at,
  o.overbooked_at,
  o.refunded_at,
  o.created_at,
  o.updated_at
from sales.orders as o;
revoke all on public.orders from anon, authenticated, service_role;
grant select on public.orders to authenticated;
comment on view public.orders is 'Orders, for staff with orders.read. Amounts in cents, VAT included.';
comment on column public.orders.subtotal_amount is 'The sum of the lines before discount.';
comment on column public.orders.service_fee_rule is
  'The fee as it stood when the order was placed: {rate, minimum, maximum, vat_rate}.';
comment on column public.orders.checkout_session_id is 'The latest attempt to pay: an id of payments.';

-- sql/60_sales/4_api/participants.sql
create or replace view public.participants
with (security_invoker = true) as
select
  p.org_id,
  p.id,
  p.user_id,
  p.first_name,
  p.last_name,
  p.email,
  p.phone,
  p.gender,
  p.nationality,
  p.city,
  p.club,
  p.language,
  p.created_at,
  p.updated_at
from sales.participants as p;
revoke all on public.participants from anon, authenticated, service_role;
grant select on public.participants to authenticated;
comment on view public.participants is
  'People who take part, for staff with participants.read. What is sensitive comes from read_participant_details; one''s own profile from my_profile.';
comment on column public.participants.user_id is 'The login whose profile this is; null for guests.';
comment on column public.participants.nationality is 'ISO 3166-1, two letters.';

-- sql/60_sales/4_api/promise_capacity.sql
-- No pool sells above its limit, and none loses a place: capacity = left in its lanes + claimed.
-- And an order claims capacity exactly while it is pending or its tickets live.
create or replace view sales.promise_capacity as
select p.org_id, p.id as subject, 'capacity is not what is left plus what is claimed' as problem
from events.capacity_pools as p
where p.capacity <> (
  select coalesce(sum(l.remaining), 0)
  from events.capacity_lanes as l
  where l.org_id = p.org_id and l.pool_id = p.id
) + (
  select coalesce(sum(c.quantity), 0)
  from sales.capacity_claims as c
  where c.org_id = p.org_id and c.pool_id = p.id
)
union all
select own.org_id, own.order_id, 'a shared limit is not claimed as its ticket types are'
from events.capacity_pools as p
join events.ticket_type_pools as m on m.org_id = p.org_id and m.pool_id = p.id
join sales.capacity_claims as own on own.org_id = m.org_id and own.pool_id = m.ticket_type_id
left join sales.capacity_claims as c
  on c.org_id = own.org_id and c.order_id = own.order_id and c.pool_id = p.id
where p.name is not null
group by own.org_id, own.order_id, p.id, c.quantity
having sum(own.quantity) is distinct from c.quantity
union all
select o.org_id, o.id, 'an order that is over holds capacity'
from sales.orders as o
where o.status in ('failed', 'cancelled', 'expired', 'overbooked')
  and exists (
    select 1 from sales.capacity_claims as c where c.org_id = o.org_id and c.order_id = o.id
  )
union all
select o.org_id, o.id, 'a live order holds no capacity'
from sales.orders as o
where o.status in ('pending', 'paid')
  and not exists (
    select 1 from sales.capacity_claims as c where c.org_id = o.org_id and c.order_id = o.id
  );
revoke all on sales.promise_capacity from anon, authenticated, service_role;
comment on view sales.promise_capacity is 'Pools that do not add up, and orders that hold too much or nothing.';

insert into core.promises (promise, view, description)
values ('no_seat_is_sold_twice', 'sales.promise_capacity',
  'A ticket type never sells above its limit, and no place is lost.');

-- sql/60_sales/4_api/promise_orders.sql
-- What was paid was issued, once, and nothing else was: a paid order has exactly its tickets and
-- its money; an order that is not paid has neither valid tickets nor money that stays.
create or replace view sales.promise_orders as
select o.org_id, o.id as order_id, 'a paid order has not exactly its tickets' as problem
from sales.orders as o
where o.status in ('paid', 'partially_refunded')
  and (
    select sum(i.quantity)
    from sales.order_items as i
    where i.org_id = o.org_id and i.order_id = o.id and i.kind = 'ticket'
  ) <> (
    select count(*)
    from sales.ticket_instances as t
    where t.org_id = o.org_id
      and t.order_id = o.id
      and (t.void_reason is null or t.void_reason = 'cancelled')
  )
union all
select o.org_id, o.id, 'an order without payment has valid tickets'
from sales.orders as o
where o.status not in ('paid', 'partially_refunded')
  and exists (
    select 1
    from sales.ticket_instances as t
    where t.org_id = o.org_id and t.order_id = o.id and t.status in ('valid', 'used')
  )
union all
select o.org_id, o.id, 'a paid order has less money than it cost'
from sales.orders as o
where o.status = 'paid' and payments.amount_kept(o.org_id, o.id) < o.total_amount
union all
select o.org_id, o.id, 'money of an order that is not paid stays with us'
from sales.orders as o
join payments.payments as p on p.org_id = o.org_id and p.payable_id = o.id
where o.status in ('pending', 'failed', 'cancelled', 'expired', 'overbooked')
  and p.amount_captured > p.amount_refunded + p.amount_refunding
  and not exists (
    -- A refund that failed waits for a person.
    select 1
    from payments.payment_reviews as v
    where v.org_id = p.org_id and v.payment_id = p.id and v.resolved_at is null
  );
revoke all on sales.promise_orders from anon, authenticated, service_role;
comment on view sales.promise_orders is 'Orders whose tickets and money do not fit their status.';

insert into core.promises (promise, view, description)
values ('paid_is_issued_once', 'sales.promise_orders',
  'A paid order has its tickets and its money; another one has neither.');

-- sql/60_sales/4_api/promise_race_day.sql
-- A start number is worn by somebody who takes part. A team that takes part is led by one of its
-- members and has no more of them than fit; one that does not has none.
create or replace view sales.promise_race_day as
with teams as (
  select
    t.org_id,
    t.id,
    t.size_max,
    t.status = 'withdrawn' as is_withdrawn,
    count(r.id) as members,
    coalesce(bool_or(r.id = t.captain_id), false) as has_captain
  from sales.teams as t
  left join sales.registrations as r
    on r.org_id = t.org_id and r.team_id = t.id and r.status in ('pending', 'paid')
  group by t.org_id, t.id
)
select b.org_id, b.registration_id as subject, 'a start number of nobody who takes part' as problem
from sales.bibs as b
join sales.registrations as r on r.org_id = b.org_id and r.id = b.registration_id
where r.status <> 'paid' or r.event_id <> b.event_id
union all
select t.org_id, t.id, 'a team has more members than fit'
from teams as t
where t.members > t.size_max
union all
select t.org_id, t.id, 'a team that is withdrawn has members'
from teams as t
where t.is_withdrawn and t.members > 0
union all
select t.org_id, t.id, 'no member of a team is its captain'
from teams as t
where not t.is_withdrawn and not t.has_captain;
revoke all on sales.promise_race_day from anon, authenticated, service_role;
comment on view sales.promise_race_day is
  'Start numbers of nobody who takes part, and teams that are too large or without a captain.';

insert into core.promises (promise, view, description)
values ('who_starts_is_known', 'sales.promise_race_day',
  'A start number has one who takes part; a team its captain, and no more members than fit.');

-- sql/60_sales/4_api/read_participant_details.sql
create or replace function public.read_participant_details(
  org_id uuid default null,
  participant_ids uuid[] default null,
  reason text default null
)
  returns table (
    participant_id uuid,
    birth_date date,
    emergency_name text,
    emergency_phone text,
    medical_note text
  )
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select d.participant_id, d.birth_date, d.emergency_name, d.emergency_phone, d.medical_note
  from sales.read_participant_details(
    read_participant_details.org_id,
    read_participant_details.participant_ids,
    read_participant_details.reason
  ) as d
$$;
revoke all on function public.read_participant_details(uuid, uuid[], text) from public;
grant execute on function public.read_participant_details(uuid, uuid[], text) to authenticated;
comment on function public.read_participant_details(uuid, uuid[], text) is
  'What is sensitive about up to 500 participants, by name. Needs participants.read_sensitive; the audit log keeps who read whose details, and the reason when one is given. Errors: sign_in_required, not_found, not_allowed, missing_field, invalid_field.';

-- sql/60_sales/4_api/record_manual_payment.sql
create or replace function public.record_manual_payment(
  order_id uuid default null,
  amount bigint default null,
  method text default null,
  reference text default null,
  received_at timestamptz default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.record_manual_payment(
    record_manual_payment.order_id,
    record_manual_payment.amount,
    record_manual_payment.method,
    record_manual_payment.reference,
    record_manual_payment.received_at
  )
$$;
revoke all on function public.record_manual_payment(uuid, bigint, text, text, timestamptz)
  from public, anon, authenticated, service_role;
grant execute on function public.record_manual_payment(uuid, bigint, text, text, timestamptz)
  to authenticated;
comment on function public.record_manual_payment(uuid, bigint, text, text, timestamptz) is
  'Records that the money for an order came past the payment provider, for staff with payments.record; the order is settled and its tickets are sent. amount: all of the order, in cents. method: bank, cash or card. reference: what the bank statement or the receipt says. received_at: now, when left out. A repeat with the same method and reference changes nothing. Returns {order_id, order_number, status, payment_id, amount, currency, method, reference, received_at}. Errors: sign_in_required, not_found, not_allowed, missing_field, invalid_field, wrong_amount, paid_otherwise, order_not_payable, payment_not_accepted.';

-- sql/60_sales/4_api/registration_answers.sql
create or replace view public.registration_answers
with (security_invoker = true) as
select
  a.org_id,
  a.registration_id,
  r.event_id,
  a.question_id,
  a.version,
  v.kind,
  v.label_nl,
  v.label_en,
  v.options,
  a.value,
  a.created_at,
  a.updated_at
from sales.registration_answers as a
inner join sales.registrations as r on r.org_id = a.org_id and r.id = a.registration_id
inner join events.question_versions as v
  on v.org_id = a.org_id and v.question_id = a.question_id and v.version = a.version;
revoke all on public.registration_answers from anon, authenticated, service_role;
grant select on public.registration_answers to authenticated;
create or replace trigger _100_read_only
  instead of insert or update or delete on public.registration_answers
  for each row execute function core.tg__read_only();
comment on view public.registration_answers is
  'Answers of participants with the question as it was asked of them, for staff with registrations.read.';
comment on column public.registration_answers.version is 'Which version of the question was answered.';
comment on column public.registration_answers.options is 'Of choices: {value, label_nl, label_en}; the answer is one of the values.';

-- sql/60_sales/4_api/registrations.sql
create or replace view public.registrations
with (security_invoker = true) as
select
  r.org_id,
  r.id,
  r.event_id,
  r.ticket_type_id,
  y.name as ticket_type,
  r.order_id,
  r.order_item_id,
  r.position,
  r.status,
  b.number as bib_number,
  r.participant_id,
  p.first_name,
  p.last_name,
  p.email,
  p.gender,
  p.nationality,
  p.city,
  p.club,
  r.licence_number,
  r.age_on_race_day,
  r.wave_id,
  w.name as wave,
  w.starts_at as wave_starts_at,
  r.team_id,
  g.name as team,
  r.cancelled_at,
  r.refunded_at,
  r.created_at,
  r.updated_at,
  g.captain_id = r.id as is_captain
from sales.registrations as r
left join events.ticket_types as y on y.org_id = r.org_id and y.id = r.ticket_type_id
left join sales.participants as p on p.org_id = r.org_id and p.id = r.participant_id
left join sales.bibs as b on b.org_id = r.org_id and b.registration_id = r.id
left join events.waves as w on w.org_id = r.org_id and w.id = r.wave_id
left join sales.teams as g on g.org_id = r.org_id and g.id = r.team_id;
revoke all on public.registrations from anon, authenticated, service_role;
grant select on public.registrations to authenticated;
create or replace trigger _100_read_only
  instead of insert or update or delete on public.registrations
  for each row execute function core.tg__read_only();
comment on view public.registrations is
  'Who takes part in what, for staff with registrations.read: filtered by event and status and ordered by wave_starts_at and bib_number, this is a start list.';
comment on column public.registrations.position is 'Which ticket of its order line, or which place of its team.';
comment on column public.registrations.participant_id is 'Null until somebody says who takes part.';
comment on column public.registrations.age_on_race_day is 'In whole years on the day the event starts, there.';
comment on column public.registrations.is_captain is 'Whether the team is led by this one; null without a team.';

-- sql/60_sales/4_api/release_bibs.sql
-- The front door of sales.release_bibs(), which says what it does and refuses.
create or replace function public.release_bibs(
  event_id uuid default null,
  numbers integer[] default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.release_bibs(release_bibs.event_id, release_bibs.numbers)
$$;
revoke all on function public.release_bibs(uuid, integer[])
  from public, anon, authenticated, service_role;
grant execute on function public.release_bibs(uuid, integer[]) to anon, authenticated;
comment on function public.release_bibs(uuid, integer[]) is
  'Gives start numbers free that were reserved; others in the list stay as they are. Needs events.manage. Returns {event_id, released}, how many. Errors: missing_field, invalid_field, sign_in_required, not_found, not_allowed.';

-- sql/60_sales/4_api/renew_join_code.sql
-- The front door of sales.renew_join_code(), which says what it does and refuses.
create or replace function public.renew_join_code(
  team_id uuid default null,
  public_token text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.renew_join_code(renew_join_code.team_id, renew_join_code.public_token)
$$;
revoke all on function public.renew_join_code(uuid, text)
  from public, anon, authenticated, service_role;
grant execute on function public.renew_join_code(uuid, text) to anon, authenticated;
comment on function public.renew_join_code(uuid, text) is
  'Makes a new code to join a team with and shows it, this once; the one before stops working. For its captain, its buyer with the public_token (team_id may be left out when the order has one team), or staff with events.manage. Returns {join_code, team_id, name, status, captain_id, members, size_min, size_max, places_left, closes_at}. Errors: missing_field, sign_in_required, not_found, order_not_found, not_allowed, rate_limited, team_not_paid, team_closed.';

-- sql/60_sales/4_api/resend_tickets.sql
create or replace function public.resend_tickets(
  order_id uuid default null,
  public_token text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.resend_tickets(resend_tickets.order_id, resend_tickets.public_token)
$$;
revoke all on function public.resend_tickets(uuid, text) from public;
grant execute on function public.resend_tickets(uuid, text) to anon, authenticated;
comment on function public.resend_tickets(uuid, text) is
  'Mails the tickets of a paid order again to its buyer: with the public_token, or with the order_id for staff with tickets.resend. Returns {order_id, status}. Errors: missing_field, order_not_found, not_found, not_allowed, sign_in_required, order_has_no_tickets, rate_limited.';

-- sql/60_sales/4_api/reserve_bibs.sql
-- The front door of sales.reserve_bibs(), which says what it does and refuses.
create or replace function public.reserve_bibs(
  event_id uuid default null,
  numbers integer[] default null,
  note text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.reserve_bibs(reserve_bibs.event_id, reserve_bibs.numbers, reserve_bibs.note)
$$;
revoke all on function public.reserve_bibs(uuid, integer[], text)
  from public, anon, authenticated, service_role;
grant execute on function public.reserve_bibs(uuid, integer[], text) to anon, authenticated;
comment on function public.reserve_bibs(uuid, integer[], text) is
  'Keeps start numbers of an event apart, with a note of whom for; only set_bib gives them out. All or none, up to 10000. Needs events.manage. Returns {event_id, reserved}. Errors: missing_field, invalid_field, sign_in_required, not_found, not_allowed, bib_taken (with numbers).';

-- sql/60_sales/4_api/return_bib.sql
-- The front door of sales.return_bib(), which says what it does and refuses.
create or replace function public.return_bib(registration_id uuid default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.return_bib(return_bib.registration_id)
$$;
revoke all on function public.return_bib(uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.return_bib(uuid) to anon, authenticated;
comment on function public.return_bib(uuid) is
  'Takes the start number of a registration back. Needs events.manage. Returns {registration_id, returned}, the number or null. Errors: missing_field, sign_in_required, not_found, not_allowed.';

-- sql/60_sales/4_api/save_my_profile.sql
create or replace function public.save_my_profile(
  org_id uuid default null,
  profile jsonb default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.save_my_profile(save_my_profile.org_id, save_my_profile.profile)
$$;
revoke all on function public.save_my_profile(uuid, jsonb) from public;
grant execute on function public.save_my_profile(uuid, jsonb) to authenticated;
comment on function public.save_my_profile(uuid, jsonb) is
  'Makes or changes the signed-in user''s participant profile in an organisation. profile: {first_name, last_name, email, phone, gender (female, male, other), nationality (two letters), city, club, language (nl, en), birth_date (YYYY-MM-DD), emergency_name, emergency_phone, medical_note}; fields left out stay as they are, null empties one. Returns what my_profile returns. Errors: sign_in_required, missing_field, invalid_field, not_found.';

-- sql/60_sales/4_api/set_bib.sql
-- The front door of sales.set_bib(), which says what it does and refuses.
create or replace function public.set_bib(
  registration_id uuid default null,
  number integer default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.set_bib(set_bib.registration_id, set_bib.number)
$$;
revoke all on function public.set_bib(uuid, integer)
  from public, anon, authenticated, service_role;
grant execute on function public.set_bib(uuid, integer) to anon, authenticated;
comment on function public.set_bib(uuid, integer) is
  'Gives a paid registration this start number, also one from outside the ranges or one that was reserved; the one it had goes back. Needs events.manage. Returns {registration_id, number}. Errors: missing_field, invalid_field, sign_in_required, not_found, not_allowed, registration_not_paid, bib_taken.';

-- sql/60_sales/4_api/team_by_code.sql
-- The front door of sales.team_by_code(), which says what it does and refuses.
create or replace function public.team_by_code(join_code text default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.team_by_code(team_by_code.join_code)
$$;
revoke all on function public.team_by_code(text)
  from public, anon, authenticated, service_role;
grant execute on function public.team_by_code(text) to anon, authenticated;
comment on function public.team_by_code(text) is
  'The team that a join code opens, for everyone who has it: {team_id, name, status, members, size_min, size_max, places_left, closes_at, is_open, event, ticket_type, asked}; asked is what a member fills in: required_profile_fields, min_age, max_age, requires_licence, waiver, questions. Errors: missing_field, rate_limited, join_code_not_valid.';

-- sql/60_sales/4_api/teams.sql
create or replace view public.teams
with (security_invoker = true) as
select
  t.org_id,
  t.id,
  t.event_id,
  t.ticket_type_id,
  t.order_id,
  t.order_item_id,
  t.name,
  t.status,
  t.captain_id,
  t.size_min,
  t.size_max,
  t.closes_at,
  t.completed_at,
  t.incomplete_at,
  t.withdrawn_at,
  t.created_at,
  t.updated_at,
  m.members,
  case t.status when 'forming' then t.size_max - m.members else 0 end as places_left
from sales.teams as t
cross join lateral (
  select count(*)::integer as members
  from sales.registrations as r
  where r.org_id = t.org_id and r.team_id = t.id and r.status in ('pending', 'paid')
) as m;
revoke all on public.teams from anon, authenticated, service_role;
grant select on public.teams to authenticated;
create or replace trigger _100_read_only
  instead of insert or update or delete on public.teams
  for each row execute function core.tg__read_only();
comment on view public.teams is
  'Teams and how many are in them, for staff with registrations.read; members use my_teams.';
comment on column public.teams.captain_id is 'A registration; of a team that is withdrawn, the last.';
comment on column public.teams.closes_at is
  'Until when it can be joined: what the event''s settings say, else its start.';

-- sql/60_sales/4_api/ticket_instances.sql
create or replace view public.ticket_instances
with (security_invoker = true) as
select
  t.org_id,
  t.id,
  t.order_id,
  t.order_item_id,
  t.event_id,
  t.ticket_type_id,
  t.registration_id,
  t.status,
  t.void_reason,
  t.used_at,
  t.refunded_at,
  t.voided_at,
  t.created_at,
  t.updated_at
from sales.ticket_instances as t;
revoke all on public.ticket_instances from anon, authenticated, service_role;
grant select on public.ticket_instances to authenticated;
comment on view public.ticket_instances is 'Tickets of paid orders, for staff with orders.read. Codes are shown to their holders only.';

-- sql/60_sales/4_api/validate_checkout_capacity.sql
create or replace function public.validate_checkout_capacity(
  event_id uuid default null,
  items jsonb default null,
  promo_code text default null
)
  returns jsonb
  language sql
  stable
  security invoker
  set search_path = ''
as $$
  select sales.validate_checkout_capacity(
    validate_checkout_capacity.event_id,
    validate_checkout_capacity.items,
    validate_checkout_capacity.promo_code
  )
$$;
revoke all on function public.validate_checkout_capacity(uuid, jsonb, text) from public;
grant execute on function public.validate_checkout_capacity(uuid, jsonb, text)
  to anon, authenticated;
comment on function public.validate_checkout_capacity(uuid, jsonb, text) is
  'What a cart costs, and whether it could be ordered now, without ordering it; promises nothing. items as in create_order; registrations are checked when they are there. Returns {ok, subtotal_amount, discount_amount, service_fee_amount, vat_amount, total_amount, currency, lines}, amounts in cents. Errors: those of create_order.';

-- sql/60_sales/4_api/waiver_acceptances.sql
create or replace view public.waiver_acceptances
with (security_invoker = true) as
select
  a.org_id,
  a.registration_id,
  a.event_id,
  a.version,
  a.accepted_by,
  a.is_guardian,
  a.accepted_at
from sales.waiver_acceptances as a;
revoke all on public.waiver_acceptances from anon, authenticated, service_role;
grant select on public.waiver_acceptances to authenticated;
comment on view public.waiver_acceptances is
  'Who accepted which version of an event''s waiver for which registration, for staff with registrations.read.';
comment on column public.waiver_acceptances.is_guardian is 'Whether it was a guardian of the participant.';

reset check_function_bodies;
