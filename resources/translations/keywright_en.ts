<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en">
<context>
    <name>AuditPage</name>
    <message numerus="yes">
        <source>%n record(s) and the signed head written to {file}.</source>
        <translation>
            <numerusform>%n record and the signed head written to {file}.</numerusform>
            <numerusform>%n records and the signed head written to {file}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The head vouches for %n record(s): {file}. Keep it elsewhere.</source>
        <translation>
            <numerusform>The head vouches for %n record: {file}. Keep it elsewhere.</numerusform>
            <numerusform>The head vouches for %n records: {file}. Keep it elsewhere.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n record(s)</source>
        <translation>
            <numerusform>%n record</numerusform>
            <numerusform>%n records</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The record is whole: %n record(s) proven.</source>
        <translation>
            <numerusform>The record is whole: %n record proven.</numerusform>
            <numerusform>The record is whole: %n records proven.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>BackupsPanel</name>
    <message numerus="yes">
        <source>Restored as of {moment}. %n license(s) are in question.</source>
        <translation>
            <numerusform>Restored as of {moment}. %n license is in question.</numerusform>
            <numerusform>Restored as of {moment}. %n licenses are in question.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s)</source>
        <translation>
            <numerusform>%n hour</numerusform>
            <numerusform>%n hours</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n day</numerusform>
            <numerusform>%n days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>BenchPage</name>
    <message numerus="yes">
        <source>Stopping: %n unit(s) end at the next safe place.</source>
        <translation>
            <numerusform>Stopping: %n unit ends at the next safe place.</numerusform>
            <numerusform>Stopping: %n units end at the next safe place.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Choices</name>
    <message numerus="yes">
        <source>{value} (%n row(s))</source>
        <translation>
            <numerusform>{value} (%n row)</numerusform>
            <numerusform>{value} (%n rows)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more. Is this really the column with the statuses?</source>
        <translation>
            <numerusform>%n more. Is this really the column with the statuses?</numerusform>
            <numerusform>%n more. Is this really the column with the statuses?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ClosingDialog</name>
    <message numerus="yes">
        <source>%n license(s) are not accounted for.</source>
        <translation>
            <numerusform>%n license is not accounted for.</numerusform>
            <numerusform>%n licenses are not accounted for.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n unit(s) fewer are made than ordered.</source>
        <translation>
            <numerusform>%n unit fewer is made than ordered.</numerusform>
            <numerusform>%n units fewer are made than ordered.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DesignTab</name>
    <message numerus="yes">
        <source>Sheet: %n label(s) a page</source>
        <translation>
            <numerusform>Sheet: %n label a page</numerusform>
            <numerusform>Sheet: %n labels a page</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DesignerPage</name>
    <message numerus="yes">
        <source>The design suits all %n unit(s).</source>
        <translation>
            <numerusform>The design suits the %n unit.</numerusform>
            <numerusform>The design suits all %n units.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n thing(s) to look at; they are listed below.</source>
        <translation>
            <numerusform>%n thing to look at; it is listed below.</numerusform>
            <numerusform>%n things to look at; they are listed below.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DoubtCard</name>
    <message numerus="yes">
        <source>This ledger was restored: %n license(s) are in question.</source>
        <translation>
            <numerusform>This ledger was restored: %n license is in question.</numerusform>
            <numerusform>This ledger was restored: %n licenses are in question.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n board(s) that were read</source>
        <translation>
            <numerusform>%n board that was read</numerusform>
            <numerusform>%n boards that were read</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HooksDialog</name>
    <message numerus="yes">
        <source>%n message(s) arrived.</source>
        <translation>
            <numerusform>%n message arrived.</numerusform>
            <numerusform>%n messages arrived.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n did not; they are tried again.</source>
        <translation>
            <numerusform>%n did not; it is tried again.</numerusform>
            <numerusform>%n did not; they are tried again.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>InspectionCard</name>
    <message numerus="yes">
        <source>%n picture(s)</source>
        <translation>
            <numerusform>%n picture</numerusform>
            <numerusform>%n pictures</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Judge</name>
    <message numerus="yes">
        <source>%n status(es) in the file are not understood.</source>
        <translation>
            <numerusform>%n status in the file is not understood.</numerusform>
            <numerusform>%n statuses in the file are not understood.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n problem(s) keep this list out.</source>
        <translation>
            <numerusform>%n problem keeps this list out.</numerusform>
            <numerusform>%n problems keep this list out.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) will be imported.</source>
        <translation>
            <numerusform>%n row will be imported.</numerusform>
            <numerusform>%n rows will be imported.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) are left out and written to a file beside it.</source>
        <translation>
            <numerusform>%n row is left out and written to a file beside it.</numerusform>
            <numerusform>%n rows are left out and written to a file beside it.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All %n row(s) are good.</source>
        <translation>
            <numerusform>The one row is good.</numerusform>
            <numerusform>All %n rows are good.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of them are not free: on a device, in doubt or held.</source>
        <translation>
            <numerusform>%n of them is not free: on a device, in doubt or held.</numerusform>
            <numerusform>%n of them are not free: on a device, in doubt or held.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) are in the ledger already, in lot {lot}.</source>
        <translation>
            <numerusform>%n row is in the ledger already, in lot {lot}.</numerusform>
            <numerusform>%n rows are in the ledger already, in lot {lot}.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LabelsOverview</name>
    <message numerus="yes">
        <source>%n label(s) queued.</source>
        <translation>
            <numerusform>%n label queued.</numerusform>
            <numerusform>%n labels queued.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n left out: printed before.</source>
        <translation>
            <numerusform>%n left out: it was printed before.</numerusform>
            <numerusform>%n left out: they were printed before.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LeaveBox</name>
    <message numerus="yes">
        <source>%n unit(s) are in work.</source>
        <translation>
            <numerusform>%n unit is in work.</numerusform>
            <numerusform>%n units are in work.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LocksPanel</name>
    <message numerus="yes">
        <source>%n secret(s) are still under the old data key.</source>
        <translation>
            <numerusform>%n secret is still under the old data key.</numerusform>
            <numerusform>%n secrets are still under the old data key.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LotDetail</name>
    <message numerus="yes">
        <source>%n license(s) are in lot {lot} now.</source>
        <translation>
            <numerusform>%n license is in lot {lot} now.</numerusform>
            <numerusform>%n licenses are in lot {lot} now.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n license(s) are held.</source>
        <translation>
            <numerusform>%n license is held.</numerusform>
            <numerusform>%n licenses are held.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n license(s) are released.</source>
        <translation>
            <numerusform>%n license is released.</numerusform>
            <numerusform>%n licenses are released.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LotsPage</name>
    <message numerus="yes">
        <source>%n lot(s) are running low: </source>
        <translation>
            <numerusform>%n lot is running low: </numerusform>
            <numerusform>%n lots are running low: </numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message numerus="yes">
        <source>%n slot(s) in work</source>
        <translation>
            <numerusform>%n slot in work</numerusform>
            <numerusform>%n slots in work</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n unit(s) end; then the window closes.</source>
        <translation>
            <numerusform>%n unit is coming to its end; then the window closes.</numerusform>
            <numerusform>%n units are coming to their end; then the window closes.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>NoticeList</name>
    <message numerus="yes">
        <source>%n unit(s)</source>
        <translation>
            <numerusform>%n unit</numerusform>
            <numerusform>%n units</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>OrdersPage</name>
    <message numerus="yes">
        <source>%n unit(s) written to {file}.</source>
        <translation>
            <numerusform>%n unit written to {file}.</numerusform>
            <numerusform>%n units written to {file}.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>OwnScheme</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{file}: %n fault(s)</source>
        <translation>
            <numerusform>{file}: %n fault</numerusform>
            <numerusform>{file}: %n faults</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PackageForms</name>
    <message numerus="yes">
        <source>%n unit(s) written to {file}.</source>
        <translation>
            <numerusform>%n unit written to {file}.</numerusform>
            <numerusform>%n units written to {file}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>It has %n label(s) already; one more needs a reason.</source>
        <translation>
            <numerusform>It has %n label already; one more needs a reason.</numerusform>
            <numerusform>It has %n labels already; one more needs a reason.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PrinterTab</name>
    <message numerus="yes">
        <source>%n label(s) waiting</source>
        <translation>
            <numerusform>%n label waiting</numerusform>
            <numerusform>%n labels waiting</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ProblemList</name>
    <message numerus="yes">
        <source>%n shown</source>
        <translation>
            <numerusform>%n shown</numerusform>
            <numerusform>%n shown</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more are only counted</source>
        <translation>
            <numerusform>%n more is only counted</numerusform>
            <numerusform>%n more are only counted</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n problem(s) saved: {file}</source>
        <translation>
            <numerusform>%n problem saved: {file}</numerusform>
            <numerusform>%n problems saved: {file}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ProofPanel</name>
    <message numerus="yes">
        <source>✗  %n thing(s) are wrong.</source>
        <translation>
            <numerusform>✗  %n thing is wrong.</numerusform>
            <numerusform>✗  %n things are wrong.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PropertyPanel</name>
    <message numerus="yes">
        <source>%n element(s)</source>
        <translation>
            <numerusform>%n element</numerusform>
            <numerusform>%n elements</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Module {mm} mm = %n dot(s) at {dpi} dpi</source>
        <translation>
            <numerusform>Module {mm} mm = %n dot at {dpi} dpi</numerusform>
            <numerusform>Module {mm} mm = %n dots at {dpi} dpi</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>QaPage</name>
    <message numerus="yes">
        <source>Scanned %n time(s) before.</source>
        <translation>
            <numerusform>Scanned %n time before.</numerusform>
            <numerusform>Scanned %n times before.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RegistrationDialog</name>
    <message numerus="yes">
        <source>%n unit(s) stand in {files}.</source>
        <translation>
            <numerusform>%n unit stands in {files}.</numerusform>
            <numerusform>%n units stand in {files}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n unit(s), {macs} of them by MAC</source>
        <translation>
            <numerusform>%n unit, {macs} of them by MAC</numerusform>
            <numerusform>%n units, {macs} of them by MAC</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReportsPage</name>
    <message numerus="yes">
        <source>%n row(s) in the file</source>
        <translation>
            <numerusform>%n row in the file</numerusform>
            <numerusform>%n rows in the file</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) written to {file}.</source>
        <translation>
            <numerusform>%n row written to {file}.</numerusform>
            <numerusform>%n rows written to {file}.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ResultView</name>
    <message numerus="yes">
        <source>%n license(s) imported into lot {lot}.</source>
        <translation>
            <numerusform>%n license imported into lot {lot}.</numerusform>
            <numerusform>%n licenses imported into lot {lot}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) were left out; they stand with their reasons in {file}.</source>
        <translation>
            <numerusform>%n row was left out; it stands with its reasons in {file}.</numerusform>
            <numerusform>%n rows were left out; they stand with their reasons in {file}.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StockStrip</name>
    <message numerus="yes">
        <source>%n license(s) in all lots</source>
        <translation>
            <numerusform>%n license in all lots</numerusform>
            <numerusform>%n licenses in all lots</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>UnitsPage</name>
    <message numerus="yes">
        <source>%n unit(s)</source>
        <translation>
            <numerusform>%n unit</numerusform>
            <numerusform>%n units</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n unit(s) written to {file}.</source>
        <translation>
            <numerusform>%n unit written to {file}.</numerusform>
            <numerusform>%n units written to {file}.</numerusform>
        </translation>
    </message>
</context>
</TS>
