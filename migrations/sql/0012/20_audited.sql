-- What is told, one line each: table, what happens to a row, kind and action, the column that
-- names the subject, the fields, and when. Leases, counters, renditions and what the sweeper
-- tidies up are nobody's acts.

-- films
select app.audit('projects', 'insert', 'project', 'made', 'id', 'title');
select app.audit('projects', 'update', 'project', 'edited', 'id', 'title plain_background',
  '(old.title, old.plain_background) is distinct from (new.title, new.plain_background)');
select app.audit('projects', 'update', 'stage', 'locked', 'id', '',
  'old.stage = ''open'' and new.stage = ''locked''');
select app.audit('projects', 'update', 'stage', 'unlocked', 'id', '',
  'old.stage = ''locked'' and new.stage = ''open''');
select app.audit('scripts', 'insert', 'script', 'read', 'project_id', 'version file_name');
select app.audit('memberships', 'insert', 'member', 'added', 'user_id', 'role',
  'new.role <> ''owner''');
select app.audit('memberships', 'update', 'member', 'edited', 'user_id', 'role',
  'old.role <> new.role and ''owner'' not in (old.role, new.role)');
select app.audit('memberships', 'update', 'member', 'given', 'user_id', '',
  'old.role <> new.role and new.role = ''owner''');
select app.audit('memberships', 'delete', 'member', 'removed', 'user_id', 'role');
select app.audit('invitations', 'insert', 'member', 'invited', 'id', 'role');
select app.audit('invitations', 'update', 'member', 'invited_again', 'id', '',
  'old.secret_hash <> new.secret_hash');
select app.audit('invitations', 'update', 'member', 'uninvited', 'id', '',
  'old.revoked_at is null and new.revoked_at is not null');
select app.audit('makers', 'insert', 'maker', 'chosen', 'project_id', 'asset_type provider model');
select app.audit('makers', 'update', 'maker', 'chosen', 'project_id',
  '=asset_type =provider =model aspect width height options negative* seed candidates',
  '(old.provider, old.model, old.aspect, old.width, old.height, old.options, old.negative,
    old.seed, old.candidates) is distinct from (new.provider, new.model, new.aspect, new.width,
    new.height, new.options, new.negative, new.seed, new.candidates)');
select app.audit('makers', 'delete', 'maker', 'reset', 'project_id', 'asset_type');
select app.audit('project_budgets', 'insert', 'budget', 'set', 'project_id',
  'currency monthly total');
select app.audit('project_budgets', 'update', 'budget', 'set', 'project_id',
  '=currency monthly total',
  '(old.monthly, old.total) is distinct from (new.monthly, new.total)');
select app.audit('project_budgets', 'delete', 'budget', 'removed', 'project_id', 'currency');

-- style
select app.audit('style_versions', 'update', 'style', 'edited', 'project_id',
  '=version text* pillars* strength',
  '(old.text, old.pillars, old.strength) is distinct from (new.text, new.pillars, new.strength)');
select app.audit('style_versions', 'update', 'style', 'locked', 'project_id', '=version',
  'old.locked_at is null and new.locked_at is not null');
select app.audit('style_references', 'insert', 'style', 'pictured', 'project_id', 'version');
select app.audit('style_references', 'delete', 'style', 'pictured', 'project_id', 'version');

-- assets
select app.audit('assets', 'insert', 'asset', 'added', 'id', 'type source');
select app.audit('assets', 'update', 'asset', 'edited', 'id',
  'name type description* image_prompt* scene_numbers',
  '(old.name, old.type, old.description, old.image_prompt, old.scene_numbers)
    is distinct from (new.name, new.type, new.description, new.image_prompt, new.scene_numbers)');
select app.audit('assets', 'update', 'asset', 'deferred', 'id', '',
  'new.deferred and not old.deferred');
select app.audit('assets', 'update', 'asset', 'restored', 'id', '',
  'old.deferred and not new.deferred');
select app.audit('assets', 'update', 'asset', 'deleted', 'id', '',
  'old.binned_at is null and new.binned_at is not null and new.merged_with is null');
select app.audit('assets', 'update', 'asset', 'brought_back', 'id', '',
  'old.binned_at is not null and new.binned_at is null and old.merged_with is null');
select app.audit('assets', 'update', 'asset', 'followed', 'id', 'library_version',
  '(old.library_asset_id, old.library_version)
    is distinct from (new.library_asset_id, new.library_version)');
select app.audit('reshapes', 'insert', 'asset', 'merged', 'asset_id', '', 'new.kind = ''merge''');
select app.audit('reshapes', 'insert', 'asset', 'split', 'asset_id', '', 'new.kind = ''split''');
select app.audit('reshapes', 'update', 'asset', 'reshape_undone', 'asset_id', '=kind',
  'old.undone_at is null and new.undone_at is not null');

-- pictures: what its own transaction selects or clears away besides is part of the arrival
select app.audit('attempts', 'insert', 'attempt', 'uploaded', 'asset_id', 'number original_name',
  'new.source = ''uploaded'' and new.copy_of is null');
select app.audit('attempts', 'insert', 'attempt', 'generated', 'asset_id', 'number provider model',
  'new.source = ''generated'' and new.copy_of is null');
select app.audit('attempts', 'insert', 'attempt', 'copied', 'asset_id', 'number',
  'new.copy_of is not null');
select app.audit('attempts', 'update', 'attempt', 'selected', 'asset_id', '=number',
  'new.is_selected and not old.is_selected and new.created_at < now()');
select app.audit('attempts', 'update', 'attempt', 'evicted', 'asset_id', '=number',
  'old.binned_at is null and new.binned_because = ''evicted''');
select app.audit('attempts', 'update', 'attempt', 'deleted', 'asset_id', '=number',
  'old.binned_at is null and new.binned_because = ''deleted''');
select app.audit('attempts', 'update', 'attempt', 'cleared', 'asset_id', '=number',
  'old.binned_at is null and new.binned_because = ''cleared''');
select app.audit('attempts', 'update', 'attempt', 'restored', 'asset_id', '=number',
  'old.binned_at is not null and new.binned_at is null');
select app.audit('attempts', 'update', 'attempt', 'described', 'asset_id',
  '=number said_source_type', 'old.said_source_type is distinct from new.said_source_type');

-- scenes
select app.audit('scenes', 'update', 'scene', 'populated', 'id', '',
  'old.populated_at is distinct from new.populated_at and new.populated_at is not null');
select app.audit('scene_assets', 'insert', 'scene_asset', 'linked', 'asset_id');
select app.audit('scene_assets', 'update', 'scene_asset', 'linked', 'asset_id', '',
  'old.unlinked_at is not null and new.unlinked_at is null');
select app.audit('scene_assets', 'update', 'scene_asset', 'unlinked', 'asset_id', '',
  'old.unlinked_at is null and new.unlinked_at is not null');
select app.audit('scene_assets', 'update', 'scene_asset', 'edited', 'asset_id',
  'override_text* status_tags carry_forward',
  '(old.override_text, old.status_tags, old.carry_forward)
    is distinct from (new.override_text, new.status_tags, new.carry_forward)');
select app.audit('scene_assets', 'update', 'scene_asset', 'shown', 'asset_id', '',
  'old.image_attempt_id is distinct from new.image_attempt_id and new.created_at < now()');

-- work asked for
select app.audit('jobs', 'insert', 'job', 'asked', 'asset_id', 'provider model retry_of');
select app.audit('jobs', 'update', 'job', 'canceled', 'asset_id', '',
  'old.finished_at is null and old.cancel_requested_at is null
    and (new.cancel_requested_at is not null or new.status = ''canceled'')');
select app.audit('exports', 'insert', 'export', 'asked', 'id', 'kind');
select app.audit('exports', 'update', 'export', 'canceled', 'id', '=kind',
  'old.finished_at is null and old.cancel_requested_at is null
    and (new.cancel_requested_at is not null or new.state = ''canceled'')');

-- the library, told to its owner
select app.audit('library_versions', 'insert', 'library', 'written', 'library_asset_id',
  'name version why');
select app.audit('library_assets', 'update', 'library', 'deleted', 'id', '',
  'old.binned_at is null and new.binned_at is not null');
select app.audit('library_assets', 'update', 'library', 'brought_back', 'id', '',
  'old.binned_at is not null and new.binned_at is null');

-- accounts
select app.audit('users', 'insert', 'account', 'made', 'id');
select app.audit('users', 'update', 'account', 'edited', 'id', 'name', 'old.name <> new.name');
-- a hash of the same password that costs more is no change of anybody's
select app.audit('users', 'update', 'account', 'password', 'id', '',
  'old.password_hash is distinct from new.password_hash
    and current_setting(''app.same_password'', true) is distinct from ''yes''');
select app.audit('users', 'update', 'account', 'disabled', 'id', '',
  'old.disabled_at is null and new.disabled_at is not null');
select app.audit('users', 'update', 'account', 'enabled', 'id', '',
  'old.disabled_at is not null and new.disabled_at is null');
select app.audit('user_identities', 'insert', 'account', 'identified', 'user_id', 'issuer');
select app.audit('password_resets', 'insert', 'account', 'reset_asked', 'user_id', '',
  'new.secret_hash is not null');
select app.audit('password_resets', 'update', 'account', 'reset_asked', 'user_id', '',
  'old.secret_hash is distinct from new.secret_hash and new.secret_hash is not null');
select app.audit('user_sessions', 'insert', 'session', 'started', 'id');
select app.audit('user_sessions', 'delete', 'session', 'ended', 'id', '',
  'old.expires_at > now()');
select app.audit('api_tokens', 'insert', 'token', 'made', 'id', 'name expires_at scopes project_id');
select app.audit('api_tokens', 'update', 'token', 'revoked', 'id', '=name',
  'old.revoked_at is null and new.revoked_at is not null');
select app.audit('user_budgets', 'insert', 'allowance', 'set', 'user_id', 'currency monthly');
select app.audit('user_budgets', 'update', 'allowance', 'set', 'user_id', '=currency monthly',
  'old.monthly <> new.monthly');
select app.audit('user_budgets', 'delete', 'allowance', 'removed', 'user_id', 'currency');
select app.audit('user_quotas', 'insert', 'quota', 'set', 'user_id', 'bytes');
select app.audit('user_quotas', 'update', 'quota', 'set', 'user_id', 'bytes',
  'old.bytes <> new.bytes');
select app.audit('user_quotas', 'delete', 'quota', 'removed', 'user_id', '');
