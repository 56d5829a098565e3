alter table attempts
  -- where the picture comes from, as a code of the IPTC; none where nobody knows
  add column digital_source_type text,
  -- what the person who brought it says of it
  add column said_source_type text,
  -- what the file says of itself, read when it arrived; none for what came before this release
  add column claims jsonb,
  -- squawk-ignore constraint-missing-not-valid
  add constraint attempts_digital_source_type_check check (digital_source_type in (
    'digitalCapture', 'computationalCapture', 'negativeFilm', 'positiveFilm', 'print',
    'humanEdits', 'algorithmicallyEnhanced', 'compositeWithTrainedAlgorithmicMedia',
    'digitalCreation', 'dataDrivenMedia', 'trainedAlgorithmicMedia', 'algorithmicMedia',
    'screenCapture', 'virtualRecording', 'composite', 'compositeCapture', 'compositeSynthetic')),
  -- squawk-ignore constraint-missing-not-valid
  add constraint attempts_said_source_type_check check (said_source_type in (
    'digitalCapture', 'humanEdits', 'digitalCreation', 'trainedAlgorithmicMedia')),
  -- squawk-ignore constraint-missing-not-valid
  add constraint attempts_said_by_uploader_check
    check (said_source_type is null or source = 'uploaded'),
  -- squawk-ignore constraint-missing-not-valid
  add constraint attempts_claims_check
    check (jsonb_typeof(claims) = 'object' and octet_length(claims::text) <= 16384);

-- What was generated before is as it would be now; of what was uploaded nobody has asked. No
-- trigger looks on: nothing happened to these pictures, and what one would check at the end stands
-- in the way of the next statement.
alter table attempts disable trigger user;
update attempts set digital_source_type =
  case provider when 'placeholder' then 'algorithmicMedia' else 'trainedAlgorithmicMedia' end
  where source = 'generated';
alter table attempts enable trigger user;
alter table attempts
  -- squawk-ignore constraint-missing-not-valid
  add constraint attempts_generated_has_source_check
    check (source = 'uploaded' or digital_source_type is not null);
