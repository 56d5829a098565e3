-- Somebody asks for a new password. The web tier writes the address down and looks nothing up: an
-- address with an account costs it exactly what one without costs. The relay finds out which it is.
create table reset_requests (
  id bigint generated always as identity primary key,
  email_folded text not null check (length(email_folded) between 1 and 254),
  asked_at timestamptz not null default clock_timestamp()
);

-- One link for a user at a time: a newer one takes the place of the older. `wanted_at` says that a
-- mail with a link is to be sent; whoever sends it makes the secret, and only its hash is kept.
create table password_resets (
  user_id uuid constraint pk_password_resets primary key
    constraint fk_password_resets_user_id references users (id) on delete cascade,
  wanted_at timestamptz,
  tries integer not null default 0 check (tries >= 0),
  secret_hash bytea constraint uq_password_resets_secret_hash unique,
  expires_at timestamptz,
  check ((secret_hash is null) = (expires_at is null)),
  check (wanted_at is not null or secret_hash is not null)
);

-- squawk-ignore ban-drop-constraint
alter table outbox drop constraint outbox_kind_check, drop constraint outbox_lane_check;
alter table outbox
  -- a mail is about a person and no film
  -- squawk-ignore ban-drop-not-null
  alter column project_id drop not null,
  -- squawk-ignore constraint-missing-not-valid
  add constraint outbox_kind_check check (kind in ('generate', 'render', 'export', 'reset')),
  -- squawk-ignore constraint-missing-not-valid
  add constraint outbox_lane_check
    check (lane in ('images', 'background', 'pixels', 'exports', 'maintenance')),
  -- squawk-ignore constraint-missing-not-valid
  add constraint ck_outbox_film check ((kind = 'reset') = (project_id is null)),
  -- squawk-ignore constraint-missing-not-valid
  add constraint ck_outbox_reset check ((kind = 'reset') = (lane = 'maintenance'));
