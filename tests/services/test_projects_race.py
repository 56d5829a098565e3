from functools import partial

from fixtures.threads import at_once

from asset_service.services.projects import Projects


def test_a_project_edited_by_many_at_once_takes_the_last_title(world):
    projects = Projects(world.database)
    edits = [partial(projects.edit, *world.ids, title=f"Take {number}") for number in range(8)]
    for _ in range(5):
        assert at_once(*edits) == []
    assert projects.get(*world.ids).title.startswith("Take ")
