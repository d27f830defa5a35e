"""On PostgreSQL the tables themselves show only the rows of the agencies that the connection names."""

from django.db import migrations

from accounts.row_security import RowsByAgency


class Migration(migrations.Migration):
    dependencies = [("talent", "0007_agency_records")]

    operations = [
        RowsByAgency("unit"),
        RowsByAgency("unitrecord"),
        RowsByAgency("position"),
        RowsByAgency("positionrecord"),
        RowsByAgency("employee"),
        RowsByAgency("employeerecord"),
        RowsByAgency("performancerecord"),
        RowsByAgency("assessmentrecord"),
        RowsByAgency("appointmentrecord"),
        RowsByAgency("educationrecord"),
        RowsByAgency("trainingrecord"),
        RowsByAgency("awardrecord"),
        RowsByAgency("teamassignmentrecord"),
        RowsByAgency("sanctionrecord"),
        RowsByAgency("feedbackrecord"),
        RowsByAgency("componentsrecord"),
        RowsByAgency("attestationrecord"),
        RowsByAgency("reviewcycle"),
        RowsByAgency("mappingrun"),
        RowsByAgency("poolmembership"),
        RowsByAgency("talentaction"),
        RowsByAgency("traininggroup"),
        RowsByAgency("evidencefile"),
        RowsByAgency("evidence"),
        RowsByAgency("importbatch"),
        RowsByAgency("columnmatch"),
        RowsByAgency("policydraft"),
        RowsByAgency("scoringpolicy", shared=True),
        RowsByAgency("placement", by="run"),
        RowsByAgency("poolexit", by="membership"),
        RowsByAgency("advice", by="cycle"),
        RowsByAgency("calibrationsession", by="cycle"),
        RowsByAgency("calibrationmember", by="session"),
        RowsByAgency("declaredrelation", by="employee"),
        RowsByAgency("blindplacement", by="session"),
        RowsByAgency("calibrationmove", by="cycle"),
        RowsByAgency("minutessignature", by="session"),
        RowsByAgency("trainingseat", by="group"),
        RowsByAgency("simulatedmove", by="draft"),
        RowsByAgency("reply", by="cycle"),
    ]
