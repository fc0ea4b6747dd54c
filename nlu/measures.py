"""Everything a normalised message can measure; each is a pure function of the text that answers None when nothing is told."""

from nlu.ages import ChildAge, ages, child_age
from nlu.amounts import duration_hours, height_cm, sex, weight_kg
from nlu.pregnancy import postpartum_days, pregnancy_weeks, preterm_weeks
from nlu.temperature import Temperature, temperature

__all__ = [
    "ChildAge",
    "Temperature",
    "ages",
    "child_age",
    "duration_hours",
    "height_cm",
    "postpartum_days",
    "pregnancy_weeks",
    "preterm_weeks",
    "sex",
    "temperature",
    "weight_kg",
]
