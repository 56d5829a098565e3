-- People whom the operator locked out, and people who sign in elsewhere and have no password here.
-- squawk-ignore ban-drop-not-null
alter table users alter column password_hash drop not null;
alter table users add column disabled_at timestamptz;

-- Whoever is named by an identity provider: its `iss` and `sub` are one person, for ever.
create table user_identities (
  user_id uuid not null constraint fk_user_identities_user_id references users (id) on delete cascade,
  issuer text not null check (length(issuer) between 1 and 500),
  subject text not null check (length(subject) between 1 and 255),
  created_at timestamptz not null default clock_timestamp(),
  constraint pk_user_identities primary key (issuer, subject)
);
create index ix_user_identities_user_id on user_identities (user_id);

-- A browser: what it said of itself, and when it was last seen. Twice forgotten: a while after the
-- last request, and for good at `expires_at`.
alter table user_sessions
  add column user_agent text not null default '' check (length(user_agent) <= 400),
  add column address text not null default '' check (length(address) <= 64),
  -- a small table, and each row is as of now
  -- squawk-ignore adding-field-with-default
  add column last_seen_at timestamptz not null default clock_timestamp();

-- What a token may do, and in which film. Those that exist keep all they could; a new one says.
alter table api_tokens
  add column scopes text[] not null default '{read,write,spend,account}',
  add column project_id uuid,
  add column last_used_at timestamptz,
  -- squawk-ignore constraint-missing-not-valid
  add constraint ck_api_tokens_scopes check (
    cardinality(scopes) > 0 and scopes <@ array['read', 'write', 'spend', 'account']),
  -- whoever is kept to one film has no say about the person
  -- squawk-ignore constraint-missing-not-valid
  add constraint ck_api_tokens_film check (project_id is null or not 'account' = any (scopes)),
  -- nobody has a token for a film that is not theirs: it goes with the membership
  -- squawk-ignore constraint-missing-not-valid, adding-foreign-key-constraint
  add constraint fk_api_tokens_membership foreign key (user_id, project_id)
    references memberships (user_id, project_id) on delete cascade;
-- squawk-ignore ban-drop-default
alter table api_tokens alter column scopes drop default;
create index ix_api_tokens_project_id on api_tokens (project_id);
