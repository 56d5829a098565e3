"""A provider with two models, one of which can do everything, and what chooses and asks."""

from dataclasses import dataclass, field

from job_kit import Film, MemoryStore, Scripted, runner

from asset_service.domain.vocabulary import AssetType
from asset_service.models.attempt import Attempt
from asset_service.models.stored_object import StoredObject
from asset_service.ports.providers import Capabilities, Offer, Unsupported
from asset_service.services.files import rendition_key
from asset_service.services.generation import Generation
from asset_service.services.makers import Makers, NewMaker
from asset_service.services.recipes import Maker

USUAL = Maker("scripted", "one")


@dataclass
class Studio(Scripted):
    """A provider with two models, one of which can do everything."""

    id: str = "studio"
    models: dict = field(
        default_factory=lambda: {
            "plain": Capabilities(sizes={"1:1": ((512, 512),)}, paid=False),
            "rich": Capabilities(
                sizes={
                    "2:3": ((832, 1248), (1024, 1536)),
                    "1:1": ((1024, 1024),),
                    "16:9": ((1344, 756),),
                },
                paid=False,
                seed=True,
                negative=True,
                max_refs=2,
                options={"quality": ("medium", "high")},
            ),
        }
    )

    def capabilities(self, model):
        if model not in self.models:
            raise Unsupported(f"No {model}.")
        return self.models[model]


@dataclass
class Kit:
    """A film that may be drawn by the studio; what it chose nothing for is drawn as usual."""

    film: Film
    studio: Studio = field(default_factory=Studio)
    store: MemoryStore = field(default_factory=MemoryStore)

    @property
    def ids(self):
        return self.film.user_id, self.film.project_id

    @property
    def providers(self):
        return {"studio": self.studio, "scripted": Scripted()}

    @property
    def makers(self):
        offers = [
            Offer("studio", "Studio", (("plain", "Plain"), ("rich", "Rich"))),
            Offer("scripted", "Scripted", (("one", "One"),)),
        ]
        return Makers(self.film.database, self.providers, offers, USUAL)

    @property
    def generation(self):
        return Generation(self.film.database, self.providers, USUAL, queue_seconds=3600)

    def choose(self, kind=AssetType.PROP, **chosen):
        new = NewMaker(**{"provider": "studio", "model": "rich"} | chosen)
        return self.makers.choose(*self.ids, kind, new)

    def ask(self, asset, **wanted):
        return self.generation.request(*self.ids, asset.id, **wanted).body.jobs

    def run(self, job, store=None):
        service = runner(self.film, self.studio, store=store or self.store)
        service.run(job.id, self.film.user_id)

    def lamp(self):
        return self.film.asset("Lamp", type="prop", attempt_counter=11)

    def picture(self, asset, name):
        """A live attempt of the asset with its file; `name` is one hexadecimal digit from a."""
        sha256, number = name * 64, int(name, 16)
        self.film.add(
            StoredObject(
                project_id=self.film.project_id,
                sha256=sha256,
                size=1,
                mime="image/png",
                width=1,
                height=1,
                thumbhash=b"",
            )
        )
        key = rendition_key(self.film.project_id, sha256, 768)
        self.store.put(key, f"small {name}".encode(), "image/webp")
        return self.film.add(
            Attempt(
                project_id=self.film.project_id,
                asset_id=asset.id,
                number=number,
                slot=number % 4 + 1,
                is_selected=name == "a",
                source="uploaded",
                sha256=sha256,
                created_by=self.film.user_id,
            )
        )
