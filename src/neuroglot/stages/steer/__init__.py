"""steer: in which language a model writes while a language's neurons are held at their mean activity on it."""

from neuroglot.stages.steer.stage import SteerOptions, Writing, prompts_for, steer, steer_request
from neuroglot.stages.steer.values import Activity, activity
from neuroglot.stages.steer.writing import engine_for

__all__ = ["Activity", "SteerOptions", "Writing", "activity", "engine_for", "prompts_for", "steer", "steer_request"]
