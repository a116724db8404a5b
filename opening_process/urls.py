"""The opening process: explained to everybody, open to an employer's HR and to whom they let in."""

from django.urls import path

from opening_process.views import advising, auditing, files, planning, process, public

app_name = "opening_process"
ROOT = "betrieb/oeffnung/"
OWN = f"{ROOT}<slug:process_id>/"
urlpatterns = [
    path("unternehmen/interkulturelle-oeffnung/", public.about, name="about"),
    path(ROOT, process.start, name="start"),
    path(f"{ROOT}beginnen/<slug:employer_id>/", process.begin, name="begin"),
    path(f"{ROOT}einladung/<slug:adviser_id>/", advising.answer, name="answer"),
    path(OWN, process.process, name="process"),
    path(f"{OWN}phase/", process.move, name="move"),
    path(f"{OWN}auftrag/", process.mandate, name="mandate"),
    path(f"{OWN}bestand/<slug:level>/", auditing.audit, name="audit"),
    path(f"{OWN}bestand/<slug:level>/<slug:item_id>/", auditing.rate, name="rate"),
    path(f"{OWN}aussagen/", auditing.items, name="items"),
    path(f"{OWN}aussagen/<slug:item_id>/", auditing.reword, name="reword"),
    path(f"{OWN}aussagen/<slug:item_id>/schalten/", auditing.switch, name="switch"),
    path(f"{OWN}plan/", planning.plan, name="plan"),
    path(f"{OWN}plan/ziel/", planning.goal_new, name="goal_new"),
    path(f"{OWN}plan/ziel/<slug:goal_id>/", planning.goal, name="goal"),
    path(f"{OWN}plan/ziel/<slug:goal_id>/entfernen/", planning.goal_remove, name="goal_remove"),
    path(f"{OWN}plan/ziel/<slug:goal_id>/massnahme/", planning.measure_new, name="measure_new"),
    path(f"{OWN}plan/massnahme/<slug:measure_id>/", planning.measure, name="measure"),
    path(f"{OWN}plan/massnahme/<slug:measure_id>/stand/", planning.measure_state, name="measure_state"),
    path(f"{OWN}plan/massnahme/<slug:measure_id>/entfernen/", planning.measure_remove, name="measure_remove"),
    path(f"{OWN}review/", process.review, name="review"),
    path(f"{OWN}zyklus/<int:number>/", process.past_cycle, name="past_cycle"),
    path(f"{OWN}zyklus/<int:number>/plan.pdf", files.plan_pdf, name="plan_pdf"),
    path(f"{OWN}mitnehmen/", files.take_along, name="take_along"),
    path(f"{OWN}begleitung/", advising.advisers, name="advisers"),
    path(f"{OWN}begleitung/<slug:adviser_id>/beenden/", advising.adviser_end, name="adviser_end"),
    path(f"{OWN}loeschen/", process.delete, name="delete"),
]
