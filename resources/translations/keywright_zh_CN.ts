<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>Arrange</name>
    <message>
        <source>Align left</source>
        <translation>左对齐</translation>
    </message>
    <message>
        <source>Align centres</source>
        <translation>水平居中对齐</translation>
    </message>
    <message>
        <source>Align right</source>
        <translation>右对齐</translation>
    </message>
    <message>
        <source>Align top</source>
        <translation>顶端对齐</translation>
    </message>
    <message>
        <source>Align middles</source>
        <translation>垂直居中对齐</translation>
    </message>
    <message>
        <source>Align bottom</source>
        <translation>底端对齐</translation>
    </message>
    <message>
        <source>Equal gaps across</source>
        <translation>横向等距</translation>
    </message>
    <message>
        <source>Equal gaps down</source>
        <translation>纵向等距</translation>
    </message>
</context>
<context>
    <name>AuditPage</name>
    <message>
        <source>Audit</source>
        <translation>审计</translation>
    </message>
    <message>
        <source>Records of each day</source>
        <translation>每日记录数</translation>
    </message>
    <message>
        <source>No record fits</source>
        <translation>没有符合的记录</translation>
    </message>
    <message>
        <source>Everything that anybody does is recorded here and stays.</source>
        <translation>任何人的操作都会记录在此，并永久保留。</translation>
    </message>
    <message>
        <source>Records</source>
        <translation>记录</translation>
    </message>
    <message>
        <source>Export records</source>
        <translation>导出记录</translation>
    </message>
    <message numerus="yes">
        <source>%n record(s) and the signed head written to {file}.</source>
        <translation>
            <numerusform>已将 %n 条记录及签名链尾写入 {file}。</numerusform>
        </translation>
    </message>
    <message>
        <source>The record is being written to a file.</source>
        <translation>正在将记录写入文件。</translation>
    </message>
    <message>
        <source>Export the head</source>
        <translation>导出链尾</translation>
    </message>
    <message numerus="yes">
        <source>The head vouches for %n record(s): {file}. Keep it elsewhere.</source>
        <translation>
            <numerusform>链尾可为 %n 条记录作证：{file}。请另处保存。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n record(s)</source>
        <translation>
            <numerusform>%n 条记录</numerusform>
        </translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Export the head…</source>
        <translation>导出链尾…</translation>
    </message>
    <message>
        <source>Identity, MAC, lot, order, person, file …</source>
        <translation>标识、MAC、批次、工单、人员、文件……</translation>
    </message>
    <message>
        <source>What it was done to</source>
        <translation>操作对象</translation>
    </message>
    <message>
        <source>all acts</source>
        <translation>全部操作</translation>
    </message>
    <message>
        <source>everybody</source>
        <translation>全部人员</translation>
    </message>
    <message>
        <source>any time</source>
        <translation>全部时间</translation>
    </message>
    <message>
        <source>today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>last 7 days</source>
        <translation>最近 7 天</translation>
    </message>
    <message>
        <source>last 30 days</source>
        <translation>最近 30 天</translation>
    </message>
    <message>
        <source>Act</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>操作人</translation>
    </message>
    <message>
        <source>Period</source>
        <translation>时间段</translation>
    </message>
    <message numerus="yes">
        <source>The record is whole: %n record(s) proven.</source>
        <translation>
            <numerusform>记录完整：已验证 %n 条。</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing was changed, removed or cut off.</source>
        <translation>没有被篡改、删除或截断。</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Verify the chain</source>
        <translation>校验记录链</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>序号</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>What</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Station</source>
        <translation>工站</translation>
    </message>
</context>
<context>
    <name>BackupsPanel</name>
    <message>
        <source>No backup yet</source>
        <translation>还没有备份</translation>
    </message>
    <message>
        <source>A backup is encrypted, and proven by restoring it before it counts.</source>
        <translation>备份经过加密，并在试恢复验证后才算数。</translation>
    </message>
    <message>
        <source>Backups</source>
        <translation>备份</translation>
    </message>
    <message>
        <source>Back up now</source>
        <translation>立即备份</translation>
    </message>
    <message>
        <source>Prove it</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>Restore it…</source>
        <translation>恢复…</translation>
    </message>
    <message>
        <source>Restore another file…</source>
        <translation>恢复其他文件…</translation>
    </message>
    <message>
        <source>The backup is made, then proven by restoring it…</source>
        <translation>正在备份，随后试恢复验证…</translation>
    </message>
    <message>
        <source>A backup is being made.</source>
        <translation>正在备份。</translation>
    </message>
    <message>
        <source>{file} can be restored: {licenses} licenses, {records} records.</source>
        <translation>{file} 可以恢复：{licenses} 条授权，{records} 条记录。</translation>
    </message>
    <message>
        <source>The backup is restored into a scratch place…</source>
        <translation>正在临时位置试恢复备份…</translation>
    </message>
    <message>
        <source>Passphrase of its day, if another</source>
        <translation>备份当日的口令（如不同）</translation>
    </message>
    <message>
        <source>I have read this</source>
        <translation>我已阅读以上内容</translation>
    </message>
    <message>
        <source>The ledger goes back to the hour of this backup. What stands there now is first copied aside and kept. Licenses that were handed out or written after the backup are in question: nothing is handed out until two people have reconciled them with the boards, or with what other stations recorded. Everybody signs in anew.</source>
        <translation>台账将回到该备份的时刻。现有台账会先另存一份并保留。备份之后领用或写入的授权码存疑：在两人用板子或其他工位的记录对账之前，不再发放任何授权码。所有人都要重新登录。</translation>
    </message>
    <message>
        <source>The backup is proven, then put back…</source>
        <translation>正在验证备份，随后恢复…</translation>
    </message>
    <message>
        <source>A backup is being put back.</source>
        <translation>正在恢复备份。</translation>
    </message>
    <message>
        <source>Restore {file}</source>
        <translation>恢复 {file}</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>恢复</translation>
    </message>
    <message numerus="yes">
        <source>Restored as of {moment}. %n license(s) are in question.</source>
        <translation>
            <numerusform>已恢复到 {moment}。%n 个授权码存疑。</numerusform>
        </translation>
    </message>
    <message>
        <source>The ledger before is kept: {file}</source>
        <translation>原台账已保留：{file}</translation>
    </message>
    <message>
        <source>Backed up and proven: {file}.</source>
        <translation>已备份并验证：{file}。</translation>
    </message>
    <message>
        <source>Backups stand in {folder}</source>
        <translation>备份存放在 {folder}</translation>
    </message>
    <message>
        <source>Made</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>距今</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Proven</source>
        <translation>验证时间</translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s)</source>
        <translation>
            <numerusform>%n 小时</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n 天</numerusform>
        </translation>
    </message>
    <message>
        <source>not any more</source>
        <translation>验证未通过</translation>
    </message>
    <message>
        <source>when it was made</source>
        <translation>备份时已验证</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>BenchPage</name>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Read slots</source>
        <translation>读取工位</translation>
    </message>
    <message>
        <source>Reads every board and writes nothing  (F6)</source>
        <translation>读取每块板子，不写入任何内容  (F6)</translation>
    </message>
    <message>
        <source>Stops at the next safe place; no license is lost  (F8)</source>
        <translation>在下一个安全点停止，不会丢失授权  (F8)</translation>
    </message>
    <message>
        <source>Unlock bench</source>
        <translation>解锁全部工位</translation>
    </message>
    <message>
        <source>Sound</source>
        <translation>声音</translation>
    </message>
    <message>
        <source>No slots yet</source>
        <translation>还没有工位</translation>
    </message>
    <message>
        <source>Connect an adapter and tie its place to a slot.</source>
        <translation>请插入适配器，并把它的位置绑定到一个工位。</translation>
    </message>
    <message>
        <source>Connect slots</source>
        <translation>连接工位</translation>
    </message>
    <message>
        <source>Slot number + Enter presses a slot. A scan starts it too.</source>
        <translation>输入工位号后按回车即可启动该工位，扫码也可以。</translation>
    </message>
    <message numerus="yes">
        <source>Stopping: %n unit(s) end at the next safe place.</source>
        <translation>
            <numerusform>正在停止：%n 件将在下一个安全点结束。</numerusform>
        </translation>
    </message>
    <message>
        <source>Typed: {keys}  (Enter)</source>
        <translation>已输入：{keys}  （回车）</translation>
    </message>
</context>
<context>
    <name>BundleTab</name>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Bytes</source>
        <translation>字节</translation>
    </message>
    <message>
        <source>Nothing to send yet</source>
        <translation>暂无可发送内容</translation>
    </message>
    <message>
        <source>Logs and versions appear here.</source>
        <translation>日志和版本信息会显示在这里。</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Content</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Save as ZIP…</source>
        <translation>另存为 ZIP…</translation>
    </message>
    <message>
        <source>Look through it before you send it. Secrets are struck out.</source>
        <translation>发送前请先查看。密钥已全部遮盖。</translation>
    </message>
    <message>
        <source>Save the support bundle</source>
        <translation>保存支持包</translation>
    </message>
    <message>
        <source>Saved: {file}</source>
        <translation>已保存：{file}</translation>
    </message>
</context>
<context>
    <name>Choice</name>
    <message>
        <source>Sans</source>
        <translation>黑体</translation>
    </message>
    <message>
        <source>Sans bold</source>
        <translation>粗黑体</translation>
    </message>
    <message>
        <source>Fixed width</source>
        <translation>等宽</translation>
    </message>
    <message>
        <source>shrink to fit</source>
        <translation>缩小以适应</translation>
    </message>
    <message>
        <source>cut off with …</source>
        <translation>截断并加 …（省略）</translation>
    </message>
    <message>
        <source>leave as it is</source>
        <translation>保持不变</translation>
    </message>
    <message>
        <source>left</source>
        <translation>靠左</translation>
    </message>
    <message>
        <source>centred</source>
        <translation>居中</translation>
    </message>
    <message>
        <source>right</source>
        <translation>靠右</translation>
    </message>
    <message>
        <source>top</source>
        <translation>靠上</translation>
    </message>
    <message>
        <source>middle</source>
        <translation>居中</translation>
    </message>
    <message>
        <source>bottom</source>
        <translation>靠下</translation>
    </message>
    <message>
        <source>rectangular</source>
        <translation>矩形</translation>
    </message>
    <message>
        <source>round</source>
        <translation>圆形</translation>
    </message>
    <message>
        <source>L – 7 % may be damaged</source>
        <translation>L – 可容 7 % 破损</translation>
    </message>
    <message>
        <source>M – 15 % may be damaged</source>
        <translation>M – 可容 15 % 破损</translation>
    </message>
    <message>
        <source>Q – 25 % may be damaged</source>
        <translation>Q – 可容 25 % 破损</translation>
    </message>
    <message>
        <source>H – 30 % may be damaged</source>
        <translation>H – 可容 30 % 破损</translation>
    </message>
</context>
<context>
    <name>Choices</name>
    <message>
        <source>Read again</source>
        <translation>重新读取</translation>
    </message>
    <message>
        <source>Kept mapping</source>
        <translation>已保存的列映射</translation>
    </message>
    <message>
        <source>Kind of list</source>
        <translation>清单类型</translation>
    </message>
    <message>
        <source>Sheet</source>
        <translation>工作表</translation>
    </message>
    <message>
        <source>Row with the headers</source>
        <translation>表头所在行</translation>
    </message>
    <message>
        <source>Own scheme file…</source>
        <translation>自备方案文件…</translation>
    </message>
    <message>
        <source>{sheet} (hidden)</source>
        <translation>{sheet}（隐藏）</translation>
    </message>
    <message>
        <source>none: the first row is data</source>
        <translation>没有表头：首行即数据</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Statuses that are not understood</source>
        <translation>无法识别的状态</translation>
    </message>
    <message>
        <source>means…</source>
        <translation>表示…</translation>
    </message>
    <message>
        <source>free to use</source>
        <translation>可用</translation>
    </message>
    <message>
        <source>on a device</source>
        <translation>已在设备上</translation>
    </message>
    <message>
        <source>hold it</source>
        <translation>冻结</translation>
    </message>
    <message>
        <source>(empty, beside a unit)</source>
        <translation>（空，但旁边有产品）</translation>
    </message>
    <message numerus="yes">
        <source>{value} (%n row(s))</source>
        <translation>
            <numerusform>{value}（%n 行）</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more. Is this really the column with the statuses?</source>
        <translation>
            <numerusform>还有 %n 种。这一列真的是状态列吗？</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ClosingDialog</name>
    <message>
        <source>Close order {order}</source>
        <translation>关闭工单 {order}</translation>
    </message>
    <message>
        <source>Close order</source>
        <translation>关闭工单</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message numerus="yes">
        <source>%n license(s) are not accounted for.</source>
        <translation>
            <numerusform>%n 条授权去向未定。</numerusform>
        </translation>
    </message>
    <message>
        <source>Put these boards in again until each license is settled, or void it.</source>
        <translation>请把这些板子重新放入，直到每条授权都有结果，或将其作废。</translation>
    </message>
    <message numerus="yes">
        <source>%n unit(s) fewer are made than ordered.</source>
        <translation>
            <numerusform>比工单少做 %n 件。</numerusform>
        </translation>
    </message>
    <message>
        <source>Every license is accounted for. Say why the order ends here.</source>
        <translation>每条授权都有去向。请说明为何到此结束。</translation>
    </message>
    <message>
        <source>Every license is accounted for.</source>
        <translation>每条授权都有去向。</translation>
    </message>
    <message>
        <source>No more units are made for it. It can&apos;t be opened again.</source>
        <translation>关闭后不再为它生产，也不能重新打开。</translation>
    </message>
    <message>
        <source>Identity</source>
        <translation>标识</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>产品</translation>
    </message>
    <message>
        <source>Licenses not accounted for</source>
        <translation>去向未定的授权</translation>
    </message>
</context>
<context>
    <name>ColumnList</name>
    <message>
        <source>No columns</source>
        <translation>没有列</translation>
    </message>
    <message>
        <source>Choose the row that holds the headers.</source>
        <translation>请选择表头所在的行。</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>列数</translation>
    </message>
    <message>
        <source>Press Enter on a column to say what it means. What nobody names is not imported.</source>
        <translation>在某列上按回车可说明其含义；未说明的列不会导入。</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>更改…</translation>
    </message>
    <message>
        <source>Keep this mapping…</source>
        <translation>保存此映射…</translation>
    </message>
    <message>
        <source>Its header names this field. It can mean another one, but it is not left out: a status or a MAC in a list always counts.</source>
        <translation>表头已说明此字段。可以改作其他字段，但不能忽略：清单中的状态或 MAC 一定要计入。</translation>
    </message>
    <message>
        <source>extra column</source>
        <translation>附加列</translation>
    </message>
    <message>
        <source>What is column {letter}?</source>
        <translation>列 {letter} 是什么？</translation>
    </message>
    <message>
        <source>The mapping {name} is kept.</source>
        <translation>映射 {name} 已保存。</translation>
    </message>
    <message>
        <source>Choose it on the left for the next list of this kind.</source>
        <translation>下次遇到同类清单时，在左侧选择它即可。</translation>
    </message>
    <message>
        <source>Kept are the kind of list, the columns, and what you chose of sheet, header row and statuses. An older mapping of that name is replaced.</source>
        <translation>会保存清单类型、各列含义，以及所选的工作表、表头行和状态含义。同名的旧映射会被替换。</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Keep this mapping</source>
        <translation>保存此映射</translation>
    </message>
    <message>
        <source>Column</source>
        <translation>列</translation>
    </message>
    <message>
        <source>Header in the file</source>
        <translation>文件中的表头</translation>
    </message>
    <message>
        <source>Taken for</source>
        <translation>识别为</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>示例</translation>
    </message>
</context>
<context>
    <name>ConsoleTab</name>
    <message>
        <source>Port</source>
        <translation>串口</translation>
    </message>
    <message>
        <source>Serial console</source>
        <translation>串口控制台</translation>
    </message>
    <message>
        <source>Connect a port to talk to its board. Secrets are struck out.</source>
        <translation>连接串口后即可向板子发命令。密钥会被遮盖。</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>Command, then Enter</source>
        <translation>输入命令后按回车</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清空</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Disconnect</source>
        <translation>断开</translation>
    </message>
</context>
<context>
    <name>ContentEditor</name>
    <message>
        <source>Text with fields</source>
        <translation>含字段的文本</translation>
    </message>
    <message>
        <source>Insert a field</source>
        <translation>插入字段</translation>
    </message>
    <message>
        <source>Ready-made content</source>
        <translation>预设内容</translation>
    </message>
</context>
<context>
    <name>DesignTab</name>
    <message>
        <source>Open in the designer</source>
        <translation>在设计器中打开</translation>
    </message>
    <message>
        <source>Copy…</source>
        <translation>复制…</translation>
    </message>
    <message>
        <source>Print…</source>
        <translation>打印…</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>尺寸</translation>
    </message>
    <message numerus="yes">
        <source>Sheet: %n label(s) a page</source>
        <translation>
            <numerusform>整页：每页 %n 张标签</numerusform>
        </translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>Fields</source>
        <translation>字段</translation>
    </message>
    <message>
        <source>Origin</source>
        <translation>来源</translation>
    </message>
</context>
<context>
    <name>DesignerPage</name>
    <message>
        <source>Rename</source>
        <translation>改名</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>The design it was made from stays as it is.</source>
        <translation>原来的模板保持不变。</translation>
    </message>
    <message>
        <source>Save as</source>
        <translation>另存为</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Leave without saving?</source>
        <translation>不保存就离开吗？</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>离开</translation>
    </message>
    <message>
        <source>What was changed on design {name} since it was saved will be lost.</source>
        <translation>上次保存以后对模板 {name} 的改动将会丢失。</translation>
    </message>
    <message>
        <source>Add {what}</source>
        <translation>添加{what}</translation>
    </message>
    <message>
        <source>Choose a picture</source>
        <translation>选择图片</translation>
    </message>
    <message>
        <source>Cut</source>
        <translation>剪切</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>粘贴</translation>
    </message>
    <message>
        <source>All designs</source>
        <translation>全部模板</translation>
    </message>
    <message>
        <source>Open a file…</source>
        <translation>打开文件…</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>另存为…</translation>
    </message>
    <message>
        <source>Lot {lot} has no unit yet; the example is shown.</source>
        <translation>批次 {lot} 还没有产品，现以示例显示。</translation>
    </message>
    <message numerus="yes">
        <source>The design suits all %n unit(s).</source>
        <translation>
            <numerusform>此模板适用于全部 %n 件产品。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n thing(s) to look at; they are listed below.</source>
        <translation>
            <numerusform>有 %n 处需要查看，已列在下方。</numerusform>
        </translation>
    </message>
    <message>
        <source>{name} is saved as version {version}.</source>
        <translation>{name} 已保存为第 {version} 版。</translation>
    </message>
    <message>
        <source>It cannot be printed like this for every unit; see the list below.</source>
        <translation>这样并非每件产品都能打印，请看下方列表。</translation>
    </message>
    <message>
        <source>Open another</source>
        <translation>打开另一个</translation>
    </message>
    <message>
        <source>Open a design</source>
        <translation>打开模板</translation>
    </message>
    <message>
        <source>Export the design</source>
        <translation>导出模板</translation>
    </message>
    <message>
        <source>Design written to {file}.</source>
        <translation>模板已写入 {file}。</translation>
    </message>
    <message>
        <source>The label; arrow keys move what is chosen</source>
        <translation>标签；方向键移动所选元素</translation>
    </message>
    <message>
        <source>Move</source>
        <translation>移动</translation>
    </message>
    <message>
        <source>Resize</source>
        <translation>改变大小</translation>
    </message>
</context>
<context>
    <name>DeskBar</name>
    <message>
        <source>Lock</source>
        <translation>锁定</translation>
    </message>
    <message>
        <source>Boards in work go on; the next ones are made in the new name.</source>
        <translation>正在写入的板子继续完成；之后的板子记在新的操作员名下。</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>登录</translation>
    </message>
    <message>
        <source>Nobody is signed in</source>
        <translation>尚未登录</translation>
    </message>
    <message>
        <source>{name} (locked)</source>
        <translation>{name}（已锁定）</translation>
    </message>
    <message>
        <source>Hand over</source>
        <translation>交接班</translation>
    </message>
</context>
<context>
    <name>DiagnosticsPage</name>
    <message>
        <source>Diagnostics</source>
        <translation>诊断</translation>
    </message>
    <message>
        <source>Ports and slots</source>
        <translation>串口与工位</translation>
    </message>
    <message>
        <source>Serial console</source>
        <translation>串口控制台</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>Support bundle</source>
        <translation>支持包</translation>
    </message>
</context>
<context>
    <name>DoubtCard</name>
    <message>
        <source>Licenses that were free at the hour of the backup may be on devices today, so none is handed out. Name what was used since: what the boards at hand hold, and the records that other stations exported. What nothing shows as used goes back to the pool on the word of two people.</source>
        <translation>备份时空闲的授权码现在可能已在设备上，因此暂不发放。请提供此后已使用的证据：手头板子里的内容，以及其他工位导出的记录。没有证据表明已用的，经两人确认后放回可用池。</translation>
    </message>
    <message>
        <source>Take the boards that were read</source>
        <translation>采用已读取的板子</translation>
    </message>
    <message>
        <source>Add a file…</source>
        <translation>添加文件…</translation>
    </message>
    <message>
        <source>Begin anew</source>
        <translation>重新开始</translation>
    </message>
    <message>
        <source>Reconcile…</source>
        <translation>对账…</translation>
    </message>
    <message>
        <source>No board was read yet.</source>
        <translation>还没有读取任何板子。</translation>
    </message>
    <message>
        <source>Put boards into the slots and press Read slots on the bench.</source>
        <translation>把板子放入工位，在工位页按“读取工位”。</translation>
    </message>
    <message>
        <source>What the evidence shows becomes doubtful, on its unit where that is known.</source>
        <translation>证据显示已用的授权码转为存疑；已知单元的，记在该单元上。</translation>
    </message>
    <message>
        <source>No evidence is named: every license in question goes back to the pool. Only say so where you know that none was used since the backup.</source>
        <translation>没有提供证据：所有存疑的授权码都将放回可用池。只有确定备份后一个都没用过时才可这样做。</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>I have read this</source>
        <translation>我已阅读以上内容</translation>
    </message>
    <message>
        <source>Reconcile the ledger</source>
        <translation>台账对账</translation>
    </message>
    <message>
        <source>Reconcile</source>
        <translation>对账</translation>
    </message>
    <message>
        <source>Reconciled: {available} available, {doubtful} doubtful, {held} held.</source>
        <translation>对账完成：可用 {available}，存疑 {doubtful}，冻结 {held}。</translation>
    </message>
    <message>
        <source>What was used since</source>
        <translation>此后已使用的记录</translation>
    </message>
    <message numerus="yes">
        <source>This ledger was restored: %n license(s) are in question.</source>
        <translation>
            <numerusform>本台账是恢复而来：%n 个授权码存疑。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n board(s) that were read</source>
        <translation>
            <numerusform>已读取的 %n 块板子</numerusform>
        </translation>
    </message>
    <message>
        <source>No evidence named yet.</source>
        <translation>还没有提供证据。</translation>
    </message>
    <message>
        <source>Evidence: {names}</source>
        <translation>证据：{names}</translation>
    </message>
    <message>
        <source>{file} (until {time})</source>
        <translation>{file}（截至 {time}）</translation>
    </message>
</context>
<context>
    <name>DropArea</name>
    <message>
        <source>Choose a file…</source>
        <translation>选择文件…</translation>
    </message>
    <message>
        <source>Choose a list</source>
        <translation>选择授权清单</translation>
    </message>
</context>
<context>
    <name>Element</name>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>QR code</source>
        <translation>二维码 (QR)</translation>
    </message>
    <message>
        <source>Micro QR</source>
        <translation>微型二维码</translation>
    </message>
    <message>
        <source>DataMatrix code</source>
        <translation>DataMatrix 码</translation>
    </message>
    <message>
        <source>Code 128 bars</source>
        <translation>Code 128 条码</translation>
    </message>
    <message>
        <source>EAN bars</source>
        <translation>EAN 条码</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Line</source>
        <translation>线条</translation>
    </message>
    <message>
        <source>Box</source>
        <translation>方框</translation>
    </message>
</context>
<context>
    <name>ElementList</name>
    <message>
        <source>Elements, topmost first</source>
        <translation>元素，最上层在前</translation>
    </message>
</context>
<context>
    <name>Exporting</name>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Stop the export</source>
        <translation>停止导出</translation>
    </message>
    <message>
        <source>A file is being written.</source>
        <translation>正在写文件。</translation>
    </message>
    <message>
        <source>Counting…</source>
        <translation>正在计数…</translation>
    </message>
    <message>
        <source>{done} of {total} rows written</source>
        <translation>已写入 {done} / {total} 行</translation>
    </message>
</context>
<context>
    <name>Field</name>
    <message>
        <source>Identity</source>
        <translation>标识</translation>
    </message>
    <message>
        <source>MAC address</source>
        <translation>MAC 地址</translation>
    </message>
    <message>
        <source>Serial number</source>
        <translation>序列号</translation>
    </message>
    <message>
        <source>Product id</source>
        <translation>产品 ID</translation>
    </message>
    <message>
        <source>Lot</source>
        <translation>批次</translation>
    </message>
    <message>
        <source>Work order</source>
        <translation>工单</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Station</source>
        <translation>工站</translation>
    </message>
    <message>
        <source>Counter</source>
        <translation>计数</translation>
    </message>
    <message>
        <source>Reprint mark</source>
        <translation>补打标记</translation>
    </message>
</context>
<context>
    <name>FiguresPage</name>
    <message>
        <source>Figures</source>
        <translation>统计</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>tried</source>
        <translation>投入</translation>
    </message>
    <message>
        <source>made</source>
        <translation>产出</translation>
    </message>
    <message>
        <source>first-pass yield</source>
        <translation>直通率</translation>
    </message>
    <message>
        <source>yield with retries</source>
        <translation>最终良率</translation>
    </message>
    <message>
        <source>units per hour</source>
        <translation>每小时产量</translation>
    </message>
    <message>
        <source>cycle time</source>
        <translation>节拍</translation>
    </message>
    <message>
        <source>Units: passed below, others above; line: first-pass yield</source>
        <translation>产量：下为合格，上为其他；折线：直通率</translation>
    </message>
    <message>
        <source>Mean time of each step, by slot</source>
        <translation>各工位各步骤平均用时</translation>
    </message>
    <message>
        <source>Why units did not pass</source>
        <translation>未合格原因</translation>
    </message>
    <message>
        <source>Every unit passed.</source>
        <translation>全部产品合格。</translation>
    </message>
    <message>
        <source>Nothing was tried yet</source>
        <translation>还没有投入</translation>
    </message>
    <message>
        <source>The figures come by themselves with the first board at a slot.</source>
        <translation>第一块板子放入工位后，统计会自动出现。</translation>
    </message>
    <message>
        <source>Export figures</source>
        <translation>导出统计</translation>
    </message>
    <message>
        <source>Written to {file}.</source>
        <translation>已写入 {file}。</translation>
    </message>
    <message>
        <source>Told by</source>
        <translation>统计维度</translation>
    </message>
</context>
<context>
    <name>FileWishes</name>
    <message>
        <source>Keep the file with the lot, encrypted</source>
        <translation>随批次加密保存此文件</translation>
    </message>
    <message>
        <source>Overwrite and delete the original after import</source>
        <translation>导入后覆写并删除原文件</translation>
    </message>
    <message>
        <source>On a magnetic disk the content is gone then. On an SSD, in a synchronised folder, in a backup, in the browser&apos;s downloads or in the mail that brought it, copies may remain; no program can promise otherwise. Who must be sure encrypts the whole drive.</source>
        <translation>在机械硬盘上，内容就此消失。但在固态硬盘、同步文件夹、备份、浏览器下载目录或收到它的邮件里，仍可能留有副本，任何程序都无法另作保证。若必须确保，请对整个硬盘加密。</translation>
    </message>
    <message>
        <source>It can be taken out again by whoever may; that is on record.</source>
        <translation>有权限的人可以再取出，取出会留下记录。</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Delete it</source>
        <translation>删除</translation>
    </message>
</context>
<context>
    <name>Filters</name>
    <message>
        <source>Identity, MAC or serial</source>
        <translation>标识、MAC 或序列号</translation>
    </message>
    <message>
        <source>Search units</source>
        <translation>搜索产品</translation>
    </message>
    <message>
        <source>Period</source>
        <translation>时间段</translation>
    </message>
    <message>
        <source>any time</source>
        <translation>全部时间</translation>
    </message>
    <message>
        <source>today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>last 7 days</source>
        <translation>最近 7 天</translation>
    </message>
    <message>
        <source>last 30 days</source>
        <translation>最近 30 天</translation>
    </message>
    <message>
        <source>from … to …</source>
        <translation>自定义日期</translation>
    </message>
    <message>
        <source>Lot</source>
        <translation>批次</translation>
    </message>
    <message>
        <source>all lots</source>
        <translation>全部批次</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>工单</translation>
    </message>
    <message>
        <source>all orders</source>
        <translation>全部工单</translation>
    </message>
    <message>
        <source>Operator</source>
        <translation>操作员</translation>
    </message>
    <message>
        <source>all operators</source>
        <translation>全部操作员</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>any outcome</source>
        <translation>全部结果</translation>
    </message>
    <message>
        <source>License</source>
        <translation>授权</translation>
    </message>
    <message>
        <source>any state</source>
        <translation>全部状态</translation>
    </message>
    <message>
        <source>From</source>
        <translation>从</translation>
    </message>
    <message>
        <source>To</source>
        <translation>到</translation>
    </message>
</context>
<context>
    <name>FirstStartPage</name>
    <message>
        <source>Welcome to Keywright</source>
        <translation>欢迎使用 Keywright</translation>
    </message>
    <message>
        <source>Four steps to the first unit. Each takes a minute.</source>
        <translation>四步完成第一件产品，每步约一分钟。</translation>
    </message>
    <message>
        <source>Create the ledger</source>
        <translation>创建台账</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>Import a list</source>
        <translation>导入清单</translation>
    </message>
    <message>
        <source>Try it with simulated boards</source>
        <translation>用模拟板试一试</translation>
    </message>
    <message>
        <source>Connect slots</source>
        <translation>连接工位</translation>
    </message>
    <message>
        <source>Open the bench</source>
        <translation>打开工位页</translation>
    </message>
    <message>
        <source>Create the ledger and its key</source>
        <translation>创建台账和密钥</translation>
    </message>
    <message>
        <source>The ledger knows where every license went. Its key keeps the secrets unreadable for anybody else.</source>
        <translation>台账记录每条授权的去向，台账自身的密钥使其他人读不到授权密钥。</translation>
    </message>
    <message>
        <source>Bring licenses in</source>
        <translation>导入授权</translation>
    </message>
    <message>
        <source>Import the list that the cloud gave you, or try everything first with simulated boards and made-up licenses.</source>
        <translation>导入云平台提供的授权清单，或先用模拟板和虚构授权完整试用一遍。</translation>
    </message>
    <message>
        <source>Connect the slots</source>
        <translation>连接工位</translation>
    </message>
    <message>
        <source>Plug in one adapter after the other and tie each to its place at the fixture.</source>
        <translation>逐个插入适配器，并绑定到治具上对应的位置。</translation>
    </message>
    <message>
        <source>Make the first unit</source>
        <translation>完成第一件</translation>
    </message>
    <message>
        <source>Put a board in and wait for the big green PASS.</source>
        <translation>放入一块板子，等待绿色的“合格”。</translation>
    </message>
    <message>
        <source>Passphrase (optional)</source>
        <translation>口令（可选）</translation>
    </message>
    <message>
        <source>Passphrase again</source>
        <translation>再次输入口令</translation>
    </message>
    <message>
        <source>Without a passphrase the key is kept in a file that only this user can read.</source>
        <translation>不设口令时，密钥保存在只有当前用户可读的文件中。</translation>
    </message>
    <message>
        <source>Create</source>
        <translation>创建</translation>
    </message>
    <message>
        <source>The ledger is ready.</source>
        <translation>台账已就绪。</translation>
    </message>
    <message>
        <source>Now bring licenses in.</source>
        <translation>现在可以导入授权。</translation>
    </message>
</context>
<context>
    <name>Form</name>
    <message>
        <source>OK</source>
        <translation>确定</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>Gallery</name>
    <message>
        <source>Label designs</source>
        <translation>标签模板</translation>
    </message>
    <message>
        <source>Shipped</source>
        <translation>随程序提供</translation>
    </message>
    <message>
        <source>Version {n}</source>
        <translation>第 {n} 版</translation>
    </message>
</context>
<context>
    <name>GoldenSamples</name>
    <message>
        <source>No board is connected.</source>
        <translation>没有连接任何板子。</translation>
    </message>
    <message>
        <source>{unit} is golden sample {name} now.</source>
        <translation>{unit} 已登记为金样 {name}。</translation>
    </message>
    <message>
        <source>Name as golden sample</source>
        <translation>登记为金样</translation>
    </message>
    <message>
        <source>Name of the golden sample</source>
        <translation>金样名称</translation>
    </message>
    <message>
        <source>A board known to be right; it is read at each start of a shift.</source>
        <translation>已确认正常的板子，每班开始时读取一次。</translation>
    </message>
    <message>
        <source>Golden sample {name} is retired.</source>
        <translation>金样 {name} 已停用。</translation>
    </message>
    <message>
        <source>No golden sample is named yet.</source>
        <translation>尚未登记金样。</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>It is read no more; that it was one, and why not now, is on record.</source>
        <translation>不再用它点检；它曾是金样以及停用原因都记录在案。</translation>
    </message>
    <message>
        <source>Retire a golden sample</source>
        <translation>停用金样</translation>
    </message>
    <message>
        <source>Scan the label of a good unit, then name it as golden sample.</source>
        <translation>请扫描一个良品的标签，再登记为金样。</translation>
    </message>
    <message>
        <source>Golden sample</source>
        <translation>金样</translation>
    </message>
    <message>
        <source>Connected at</source>
        <translation>连接位置</translation>
    </message>
    <message>
        <source>Work order</source>
        <translation>工单</translation>
    </message>
    <message>
        <source>any work order</source>
        <translation>任意工单</translation>
    </message>
    <message>
        <source>The board is read; nothing is written on it.</source>
        <translation>只读取板子，不写入任何内容。</translation>
    </message>
    <message>
        <source>Check the golden sample</source>
        <translation>金样点检</translation>
    </message>
    <message>
        <source>The golden sample is being read.</source>
        <translation>正在读取金样。</translation>
    </message>
</context>
<context>
    <name>HeaderCard</name>
    <message>
        <source>made / to make</source>
        <translation>已完成 / 计划</translation>
    </message>
    <message>
        <source>licenses left</source>
        <translation>剩余授权</translation>
    </message>
    <message>
        <source>first-pass yield</source>
        <translation>直通率</translation>
    </message>
    <message>
        <source>units per hour</source>
        <translation>每小时产量</translation>
    </message>
    <message>
        <source>cycle time</source>
        <translation>节拍</translation>
    </message>
    <message>
        <source>Cycle time of the last units</source>
        <translation>最近产品的节拍</translation>
    </message>
    <message>
        <source>No work order chosen</source>
        <translation>未选择工单</translation>
    </message>
</context>
<context>
    <name>HooksDialog</name>
    <message>
        <source>Hooks</source>
        <translation>推送</translation>
    </message>
    <message>
        <source>No hooks</source>
        <translation>没有推送</translation>
    </message>
    <message>
        <source>A hook tells another system what happens at the bench.</source>
        <translation>推送把工位上发生的事告诉其他系统。</translation>
    </message>
    <message>
        <source>Signing secret</source>
        <translation>签名密钥</translation>
    </message>
    <message>
        <source>New hook…</source>
        <translation>新建推送…</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>更改…</translation>
    </message>
    <message>
        <source>Deliver now</source>
        <translation>立即发送</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Every system here hears signed messages of all orders, from an outbox that forgets nothing; no secret of a license is in them.</source>
        <translation>这里的每个系统都会收到全部工单的签名消息；消息存于发件箱，不会遗漏，也不含授权密钥。</translation>
    </message>
    <message>
        <source>HTTP address</source>
        <translation>HTTP 地址</translation>
    </message>
    <message>
        <source>local command</source>
        <translation>本机命令</translation>
    </message>
    <message>
        <source>a unit passed</source>
        <translation>产品合格</translation>
    </message>
    <message>
        <source>a unit did not pass</source>
        <translation>产品未合格</translation>
    </message>
    <message>
        <source>a label was printed</source>
        <translation>已打印标签</translation>
    </message>
    <message>
        <source>a work order was closed</source>
        <translation>工单已关闭</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Address or command</source>
        <translation>地址或命令</translation>
    </message>
    <message>
        <source>Tell when</source>
        <translation>何时通知</translation>
    </message>
    <message>
        <source>Switched on</source>
        <translation>启用</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>New hook</source>
        <translation>新建推送</translation>
    </message>
    <message>
        <source>Make a new signing secret</source>
        <translation>生成新的签名密钥</translation>
    </message>
    <message>
        <source>Change hook {name}</source>
        <translation>更改推送 {name}</translation>
    </message>
    <message>
        <source>Give this signing secret to the receiver; it is shown only now.</source>
        <translation>请把此签名密钥交给接收方；只显示这一次。</translation>
    </message>
    <message>
        <source>The receiver checks with it that messages come from here.</source>
        <translation>接收方用它核对消息确实来自这里。</translation>
    </message>
    <message>
        <source>The hook is saved.</source>
        <translation>推送已保存。</translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) arrived.</source>
        <translation>
            <numerusform>已送达 %n 条消息。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n did not; they are tried again.</source>
        <translation>
            <numerusform>%n 条未送达，将再次尝试。</numerusform>
        </translation>
    </message>
    <message>
        <source>Off</source>
        <translation>停用</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>等待</translation>
    </message>
    <message>
        <source>On</source>
        <translation>启用中</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Trouble</source>
        <translation>故障</translation>
    </message>
</context>
<context>
    <name>ImportWizard</name>
    <message>
        <source>Drop the license list here</source>
        <translation>把授权清单拖到这里</translation>
    </message>
    <message>
        <source>Excel, CSV or JSON, as the cloud gave it. Nothing is changed in it.</source>
        <translation>支持云平台原始的 Excel、CSV 或 JSON 文件，不会改动原文件。</translation>
    </message>
    <message>
        <source>The others go to {file} beside it.</source>
        <translation>其余行写入旁边的 {file}。</translation>
    </message>
    <message>
        <source>Reading {file}</source>
        <translation>正在读取 {file}</translation>
    </message>
    <message>
        <source>Importing {file}</source>
        <translation>正在导入 {file}</translation>
    </message>
    <message>
        <source>A list is being imported.</source>
        <translation>正在导入清单。</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <source>Back to the lots</source>
        <translation>返回批次</translation>
    </message>
    <message>
        <source>Import the good rows only</source>
        <translation>只导入正确的行</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>导入</translation>
    </message>
    <message>
        <source>Another file</source>
        <translation>换一个文件</translation>
    </message>
    <message>
        <source>The file</source>
        <translation>原文件</translation>
    </message>
    <message>
        <source>Name of the lot</source>
        <translation>批次名称</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>列</translation>
    </message>
    <message>
        <source>Rows of the file</source>
        <translation>文件内容</translation>
    </message>
    <message>
        <source>Lot data</source>
        <translation>批次资料</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Cancelling leaves no trace.</source>
        <translation>取消后不留任何痕迹。</translation>
    </message>
</context>
<context>
    <name>InspectionCard</name>
    <message>
        <source>Pass inspection</source>
        <translation>检验合格</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>判退</translation>
    </message>
    <message>
        <source>Draw a sample…</source>
        <translation>抽样…</translation>
    </message>
    <message>
        <source>Remarks (may stay empty)</source>
        <translation>备注（可不填）</translation>
    </message>
    <message>
        <source>Remarks</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Sample</source>
        <translation>样本</translation>
    </message>
    <message>
        <source>no sample</source>
        <translation>不计入样本</translation>
    </message>
    <message>
        <source>Reasons of a reject: press their numbers, then F7</source>
        <translation>判退原因：按数字键选择，然后按 F7</translation>
    </message>
    <message>
        <source>Pictures…</source>
        <translation>照片…</translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s)</source>
        <translation>
            <numerusform>%n 张照片</numerusform>
        </translation>
    </message>
    <message>
        <source>Pictures of the unit</source>
        <translation>产品照片</translation>
    </message>
    <message>
        <source>{done} of {size} inspected, {bad} rejected (lot rejected from {limit})</source>
        <translation>已检 {done} / {size}，判退 {bad}（达 {limit} 则整批拒收）</translation>
    </message>
    <message>
        <source>Lot accepted: {words}</source>
        <translation>整批接收：{words}</translation>
    </message>
    <message>
        <source>Lot REJECTED: {words}</source>
        <translation>整批拒收：{words}</translation>
    </message>
</context>
<context>
    <name>Judge</name>
    <message numerus="yes">
        <source>%n status(es) in the file are not understood.</source>
        <translation>
            <numerusform>文件中有 %n 种状态无法识别。</numerusform>
        </translation>
    </message>
    <message>
        <source>Say on the left what they mean; an unknown status never counts as free.</source>
        <translation>请在左侧说明其含义；未知状态绝不会当作可用。</translation>
    </message>
    <message>
        <source>Every row has a problem; they are named below.</source>
        <translation>每一行都有问题，详见下方。</translation>
    </message>
    <message>
        <source>There is no row that could be imported.</source>
        <translation>没有可以导入的行。</translation>
    </message>
    <message numerus="yes">
        <source>%n problem(s) keep this list out.</source>
        <translation>
            <numerusform>%n 个问题导致无法导入。</numerusform>
        </translation>
    </message>
    <message>
        <source>Mend the file and read it again, or import the good rows only.</source>
        <translation>请修正文件后重新读取，或只导入正确的行。</translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) will be imported.</source>
        <translation>
            <numerusform>将导入 %n 行。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) are left out and written to a file beside it.</source>
        <translation>
            <numerusform>%n 行不导入，并写入旁边的文件。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All %n row(s) are good.</source>
        <translation>
            <numerusform>全部 %n 行均正确。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of them are not free: on a device, in doubt or held.</source>
        <translation>
            <numerusform>其中 %n 条不可用：已在设备上、存疑或冻结。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) are in the ledger already, in lot {lot}.</source>
        <translation>
            <numerusform>%n 行已在台账的批次 {lot} 中。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LabelsOverview</name>
    <message>
        <source>Labels</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>New design</source>
        <translation>新建模板</translation>
    </message>
    <message>
        <source>Add a printer</source>
        <translation>添加打印机</translation>
    </message>
    <message>
        <source>Print labels…</source>
        <translation>打印标签…</translation>
    </message>
    <message>
        <source>There is no printer yet.</source>
        <translation>还没有打印机。</translation>
    </message>
    <message>
        <source>Add one on the tab Printers; a file will do for a trial.</source>
        <translation>请在“打印机”页添加；试用时可以打印到文件。</translation>
    </message>
    <message>
        <source>Design</source>
        <translation>模板</translation>
    </message>
    <message>
        <source>Printer</source>
        <translation>打印机</translation>
    </message>
    <message>
        <source>Lot</source>
        <translation>批次</translation>
    </message>
    <message>
        <source>no lot: one unit</source>
        <translation>不选批次：单件产品</translation>
    </message>
    <message>
        <source>From row of the list (0: first)</source>
        <translation>从清单第几行（0：首行）</translation>
    </message>
    <message>
        <source>To row of the list (0: last)</source>
        <translation>到清单第几行（0：末行）</translation>
    </message>
    <message>
        <source>One unit: identity, MAC or serial</source>
        <translation>单件：标识、MAC 或序列号</translation>
    </message>
    <message>
        <source>Also licenses not written yet</source>
        <translation>包括尚未写入的授权</translation>
    </message>
    <message>
        <source>Copies of each</source>
        <translation>每张份数</translation>
    </message>
    <message>
        <source>A label that was printed already is left out; reprint it from the queue.</source>
        <translation>已打印过的标签会跳过；需要补打请在队列中操作。</translation>
    </message>
    <message>
        <source>Print labels</source>
        <translation>打印标签</translation>
    </message>
    <message>
        <source>Print</source>
        <translation>打印</translation>
    </message>
    <message numerus="yes">
        <source>%n label(s) queued.</source>
        <translation>
            <numerusform>%n 张标签已进入队列。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n left out: printed before.</source>
        <translation>
            <numerusform>%n 张已打印过，已跳过。</numerusform>
        </translation>
    </message>
    <message>
        <source>Designs</source>
        <translation>模板</translation>
    </message>
    <message>
        <source>Print queue</source>
        <translation>打印队列</translation>
    </message>
    <message>
        <source>Printers</source>
        <translation>打印机</translation>
    </message>
</context>
<context>
    <name>LeaveBox</name>
    <message>
        <source>Leave Keywright?</source>
        <translation>退出 Keywright？</translation>
    </message>
    <message numerus="yes">
        <source>%n unit(s) are in work.</source>
        <translation>
            <numerusform>有 %n 台正在烧录。</numerusform>
        </translation>
    </message>
    <message>
        <source>Finish: each goes on to its PASS or FAIL, and no further board is taken.
Stop safely: each ends at its next safe place; no license is lost.</source>
        <translation>做完再退出：每台继续到合格或不合格，不再接新板。
安全停止：每台在下一个安全点结束，不会丢失授权。</translation>
    </message>
    <message>
        <source>Finish: it goes on to its end, then the window closes.
Stop safely: it ends at its next safe place; nothing half done stays.</source>
        <translation>完成：做完后关闭窗口。
安全停止：到下一个安全点即停，不留半成品。</translation>
    </message>
    <message>
        <source>It goes on to its end, then the window closes; stopping it is not safe.</source>
        <translation>做完后关闭窗口；中途停止不安全。</translation>
    </message>
    <message>
        <source>&amp;Finish and leave</source>
        <translation>做完再退出(&amp;F)</translation>
    </message>
    <message>
        <source>S&amp;top safely and leave</source>
        <translation>安全停止并退出(&amp;T)</translation>
    </message>
    <message>
        <source>Sta&amp;y</source>
        <translation>留下(&amp;Y)</translation>
    </message>
</context>
<context>
    <name>LedgerPage</name>
    <message>
        <source>Ledger</source>
        <translation>台账</translation>
    </message>
    <message>
        <source>Backups</source>
        <translation>备份</translation>
    </message>
    <message>
        <source>Vault</source>
        <translation>密钥库</translation>
    </message>
    <message>
        <source>Check and purge</source>
        <translation>检查与清除</translation>
    </message>
</context>
<context>
    <name>License</name>
    <message>
        <source>Available</source>
        <translation>可用</translation>
    </message>
    <message>
        <source>Picked up</source>
        <translation>已领用</translation>
    </message>
    <message>
        <source>Writing</source>
        <translation>写入中</translation>
    </message>
    <message>
        <source>Doubtful</source>
        <translation>存疑</translation>
    </message>
    <message>
        <source>Written</source>
        <translation>已写入</translation>
    </message>
    <message>
        <source>Held</source>
        <translation>已冻结</translation>
    </message>
    <message>
        <source>Void</source>
        <translation>作废</translation>
    </message>
</context>
<context>
    <name>LicenseCare</name>
    <message>
        <source>One license…</source>
        <translation>单条授权…</translation>
    </message>
    <message>
        <source>Identity (scan or type)</source>
        <translation>身份标识（扫描或输入）</translation>
    </message>
    <message>
        <source>Whatever lot or unit it is with.</source>
        <translation>不论它属于哪个批次、哪件产品。</translation>
    </message>
    <message>
        <source>Find it</source>
        <translation>查找</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>To confirm, type {end}</source>
        <translation>请输入 {end} 以确认</translation>
    </message>
    <message>
        <source>{lot}, row {n}</source>
        <translation>{lot}，第 {n} 行</translation>
    </message>
    <message>
        <source>License</source>
        <translation>授权</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Lot</source>
        <translation>批次</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>产品</translation>
    </message>
    <message>
        <source>It is never used again, and nobody can undo this. Its unit gets no other license: put the board aside. Its place in the order is free again.</source>
        <translation>它永远不再使用，任何人都不能撤销。它所在的产品也不会得到别的授权：请把板子放到一边。它在工单中的名额会空出来。</translation>
    </message>
    <message>
        <source>It is never handed out, and nobody can undo this.</source>
        <translation>它永远不再发放，任何人都不能撤销。</translation>
    </message>
    <message>
        <source>It becomes what it was before; a hold of its unit ends with it.</source>
        <translation>它恢复冻结前的状态；所在产品的冻结同时解除。</translation>
    </message>
    <message>
        <source>It stays with its unit; the bench refuses that board until somebody frees it.</source>
        <translation>它仍属于该产品；解冻之前，工位拒绝这块板子。</translation>
    </message>
    <message>
        <source>It is not handed out until somebody frees it.</source>
        <translation>解冻之前不会发放。</translation>
    </message>
    <message>
        <source>License {identity} is void for ever.</source>
        <translation>授权 {identity} 已永久作废。</translation>
    </message>
    <message>
        <source>License {identity} is held already.</source>
        <translation>授权 {identity} 已经冻结。</translation>
    </message>
    <message>
        <source>License {identity} is not held.</source>
        <translation>授权 {identity} 没有被冻结。</translation>
    </message>
    <message>
        <source>License {identity} is held.</source>
        <translation>授权 {identity} 已冻结。</translation>
    </message>
    <message>
        <source>License {identity} is freed.</source>
        <translation>授权 {identity} 已解冻。</translation>
    </message>
    <message>
        <source>Hold it</source>
        <translation>冻结</translation>
    </message>
    <message>
        <source>Free it</source>
        <translation>解冻</translation>
    </message>
    <message>
        <source>Void it for ever</source>
        <translation>永久作废</translation>
    </message>
</context>
<context>
    <name>LifeBar</name>
    <message>
        <source>What becomes of it…</source>
        <translation>后续处理…</translation>
    </message>
    <message>
        <source>The new board (scan it)</source>
        <translation>新板子（请扫描）</translation>
    </message>
    <message>
        <source>Port of the blank board</source>
        <translation>空白板所在串口</translation>
    </message>
    <message>
        <source>Remarks</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Tags, with commas between</source>
        <translation>标记（用逗号分隔）</translation>
    </message>
    <message>
        <source>The identity is never edited.</source>
        <translation>标识永远不可修改。</translation>
    </message>
    <message>
        <source>Traveller</source>
        <translation>流程卡</translation>
    </message>
    <message>
        <source>Written to {file}.</source>
        <translation>已写入 {file}。</translation>
    </message>
    <message>
        <source>held: {why}</source>
        <translation>已冻结：{why}</translation>
    </message>
    <message>
        <source>The new board takes over serial number and order place, with a new license. The old license is void for ever; both units are linked.</source>
        <translation>新板子接替序列号和工单名额，并写入新授权。旧授权永久作废；两件产品互相关联。</translation>
    </message>
    <message>
        <source>The unit&apos;s license is void for ever: it is never used again.</source>
        <translation>该产品的授权永久作废，不再使用。</translation>
    </message>
    <message>
        <source>The unit keeps its license. A pass at the bench ends this stage.</source>
        <translation>产品保留其授权；在工位再次合格后，此状态结束。</translation>
    </message>
    <message>
        <source>The unit and its license stay held until somebody frees them.</source>
        <translation>产品及其授权保持冻结，直到有人解冻。</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>traveller as PDF</source>
        <translation>流程卡（PDF）</translation>
    </message>
</context>
<context>
    <name>LockedPage</name>
    <message>
        <source>Passphrase or recovery key</source>
        <translation>口令或恢复密钥</translation>
    </message>
    <message>
        <source>The ledger is locked</source>
        <translation>台账已锁定</translation>
    </message>
    <message>
        <source>Its secrets are kept under a passphrase. Nothing is lost.</source>
        <translation>台账中的密钥由口令保护，没有任何内容丢失。</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
</context>
<context>
    <name>LocksPanel</name>
    <message>
        <source>Nothing opens this ledger</source>
        <translation>没有可用的解锁方式</translation>
    </message>
    <message>
        <source>Ask who made it.</source>
        <translation>请询问创建者。</translation>
    </message>
    <message>
        <source>Ways of unlocking</source>
        <translation>解锁方式</translation>
    </message>
    <message>
        <source>Change the passphrase…</source>
        <translation>更改口令…</translation>
    </message>
    <message>
        <source>Add a way…</source>
        <translation>添加方式…</translation>
    </message>
    <message>
        <source>Remove it…</source>
        <translation>移除…</translation>
    </message>
    <message>
        <source>New recovery key…</source>
        <translation>新建恢复密钥…</translation>
    </message>
    <message>
        <source>Lock the ledger now</source>
        <translation>立即锁定台账</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>A new data key seals every secret anew. It may be stopped at any time and goes on where it stood; stations go on working.</source>
        <translation>更换数据密钥会重新加密全部授权密钥。可随时停止，之后从中断处继续；工站照常工作。</translation>
    </message>
    <message>
        <source>Drops every key from memory and signs out. The desk locks by itself after the time that the settings say.</source>
        <translation>从内存中清除所有密钥并退出登录。无人操作达到设置的时间后，操作台会自动锁定。</translation>
    </message>
    <message>
        <source>Data key</source>
        <translation>数据密钥</translation>
    </message>
    <message>
        <source>Locking</source>
        <translation>锁定</translation>
    </message>
    <message>
        <source>Passphrase until now</source>
        <translation>当前口令</translation>
    </message>
    <message>
        <source>New passphrase</source>
        <translation>新口令</translation>
    </message>
    <message>
        <source>New passphrase again</source>
        <translation>再次输入新口令</translation>
    </message>
    <message>
        <source>Backups that were made before are still opened by the old one.</source>
        <translation>此前的备份仍由旧口令打开。</translation>
    </message>
    <message>
        <source>Change the passphrase</source>
        <translation>更改口令</translation>
    </message>
    <message>
        <source>Unlock by</source>
        <translation>解锁方式</translation>
    </message>
    <message>
        <source>The passphrase is needed for the first kind only. A key file is made where you say; keep it away from the ledger, on a stick or a server.</source>
        <translation>只有第一种方式需要口令。密钥文件会建在您指定的位置；请与台账分开保存，例如放在U盘或服务器上。</translation>
    </message>
    <message>
        <source>Add a way of unlocking</source>
        <translation>添加解锁方式</translation>
    </message>
    <message>
        <source>Where the key file shall be made</source>
        <translation>密钥文件的保存位置</translation>
    </message>
    <message>
        <source>It opens this ledger no more. Backups made before still know it.</source>
        <translation>之后它不能再打开本台账；之前的备份仍可用它打开。</translation>
    </message>
    <message>
        <source>Remove: {way}</source>
        <translation>移除：{way}</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>A recovery key opens everything. It is shown once; an earlier one opens nothing any more. Have paper and a safe ready.</source>
        <translation>恢复密钥可打开一切，只显示一次；以前的恢复密钥将失效。请准备好纸笔和保险柜。</translation>
    </message>
    <message>
        <source>New recovery key</source>
        <translation>新建恢复密钥</translation>
    </message>
    <message>
        <source>Show it</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Nothing can be written, printed or recorded until the ledger is opened again.</source>
        <translation>重新打开台账之前，不能写入、打印或记录。</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>锁定</translation>
    </message>
    <message>
        <source>The ways of unlocking are changed.</source>
        <translation>解锁方式已更改。</translation>
    </message>
    <message>
        <source>The two new passphrases differ.</source>
        <translation>两次输入的新口令不一致。</translation>
    </message>
    <message>
        <source>Every secret is sealed anew under a new data key.</source>
        <translation>全部授权密钥都将用新的数据密钥重新加密。</translation>
    </message>
    <message numerus="yes">
        <source>%n secret(s) are still under the old data key.</source>
        <translation>
            <numerusform>还有 %n 个密钥使用旧的数据密钥。</numerusform>
        </translation>
    </message>
    <message>
        <source>New data key</source>
        <translation>更换数据密钥</translation>
    </message>
    <message>
        <source>Begin</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Secrets are being sealed anew.</source>
        <translation>正在重新加密授权密钥。</translation>
    </message>
    <message>
        <source>{done} secrets sealed anew, {left} left.</source>
        <translation>已重新加密 {done} 条授权密钥，剩余 {left} 条。</translation>
    </message>
    <message>
        <source>Go on with it…</source>
        <translation>继续更换…</translation>
    </message>
    <message>
        <source>New data key…</source>
        <translation>更换数据密钥…</translation>
    </message>
    <message>
        <source>this computer&apos;s keyring</source>
        <translation>本机密钥环</translation>
    </message>
    <message>
        <source>passphrase</source>
        <translation>口令</translation>
    </message>
    <message>
        <source>key file</source>
        <translation>密钥文件</translation>
    </message>
    <message>
        <source>recovery key</source>
        <translation>恢复密钥</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>位置</translation>
    </message>
</context>
<context>
    <name>LogTab</name>
    <message>
        <source>Show only lines with…</source>
        <translation>只显示包含以下文字的行…</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>The log is empty.</source>
        <translation>日志为空。</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>刷新</translation>
    </message>
</context>
<context>
    <name>LotData</name>
    <message>
        <source>Order no.</source>
        <translation>订单号</translation>
    </message>
    <message>
        <source>Pickup no.</source>
        <translation>提货单号</translation>
    </message>
    <message>
        <source>Buyer&apos;s part no.</source>
        <translation>客户料号</translation>
    </message>
    <message>
        <source>Product id</source>
        <translation>产品 ID</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>品类</translation>
    </message>
    <message>
        <source>Communication</source>
        <translation>通信方式</translation>
    </message>
    <message>
        <source>Delivery mode</source>
        <translation>交付方式</translation>
    </message>
    <message>
        <source>Batch tag</source>
        <translation>批次标记</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>描述</translation>
    </message>
    <message>
        <source>Remarks</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Warn at or below</source>
        <translation>库存警戒值</translation>
    </message>
</context>
<context>
    <name>LotDetail</name>
    <message>
        <source>Details</source>
        <translation>详细信息</translation>
    </message>
    <message>
        <source>left</source>
        <translation>剩余</translation>
    </message>
    <message>
        <source>Edit…</source>
        <translation>编辑…</translation>
    </message>
    <message>
        <source>Split…</source>
        <translation>拆分…</translation>
    </message>
    <message>
        <source>Hold…</source>
        <translation>冻结…</translation>
    </message>
    <message>
        <source>Release…</source>
        <translation>解冻…</translation>
    </message>
    <message>
        <source>Close…</source>
        <translation>关闭…</translation>
    </message>
    <message>
        <source>Kept file…</source>
        <translation>已存文件…</translation>
    </message>
    <message>
        <source>List</source>
        <translation>清单</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Imported</source>
        <translation>导入</translation>
    </message>
    <message>
        <source>Closed</source>
        <translation>已关闭</translation>
    </message>
    <message>
        <source>Kept, encrypted</source>
        <translation>加密保存</translation>
    </message>
    <message>
        <source>Name of the lot</source>
        <translation>批次名称</translation>
    </message>
    <message>
        <source>Lot {lot} is changed.</source>
        <translation>批次 {lot} 已修改。</translation>
    </message>
    <message>
        <source>Edit lot {lot}</source>
        <translation>编辑批次 {lot}</translation>
    </message>
    <message>
        <source>Identities never change. Each change is on record, old and new.</source>
        <translation>标识永不改变。每次修改的新旧内容都会记录。</translation>
    </message>
    <message>
        <source>Name of the new lot</source>
        <translation>新批次名称</translation>
    </message>
    <message>
        <source>Licenses</source>
        <translation>授权数</translation>
    </message>
    <message numerus="yes">
        <source>%n license(s) are in lot {lot} now.</source>
        <translation>
            <numerusform>%n 条授权现在批次 {lot} 中。</numerusform>
        </translation>
    </message>
    <message>
        <source>Moves available licenses, the last of the list, into a lot of their own.</source>
        <translation>把清单末尾的可用授权移到一个新批次。</translation>
    </message>
    <message>
        <source>Its held licenses can be handed out again; those that were out stay held.</source>
        <translation>其中冻结的授权可以重新发放；曾发出过的仍保持冻结。</translation>
    </message>
    <message numerus="yes">
        <source>%n license(s) are released.</source>
        <translation>
            <numerusform>已解冻 %n 条授权。</numerusform>
        </translation>
    </message>
    <message>
        <source>Rows of the list (2-100; empty: all)</source>
        <translation>清单行号（2-100；空为全部）</translation>
    </message>
    <message>
        <source>Lot {lot} is closed.</source>
        <translation>批次 {lot} 已关闭。</translation>
    </message>
    <message>
        <source>Close lot {lot}</source>
        <translation>关闭批次 {lot}</translation>
    </message>
    <message>
        <source>Nothing more is picked up from it, for ever; its secrets may be purged.</source>
        <translation>关闭后永远不再从中领用；其密钥可以清除。</translation>
    </message>
    <message>
        <source>Close lot</source>
        <translation>关闭批次</translation>
    </message>
    <message>
        <source>Save the kept file</source>
        <translation>另存已存文件</translation>
    </message>
    <message>
        <source>{file} holds the secrets in plain text.</source>
        <translation>{file} 含有明文密钥。</translation>
    </message>
    <message>
        <source>Take a kept file out of lot {lot}</source>
        <translation>取出批次 {lot} 的已存文件</translation>
    </message>
    <message>
        <source>It holds the secrets in plain text; that it was taken out is on record. Delete it as soon as it has served.</source>
        <translation>文件含有明文密钥，取出会留下记录。用完请立即删除。</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>保存…</translation>
    </message>
    <message>
        <source>Split lot {lot}</source>
        <translation>拆分批次 {lot}</translation>
    </message>
    <message>
        <source>Hold lot {lot}</source>
        <translation>冻结批次 {lot}</translation>
    </message>
    <message>
        <source>No license of it is handed out until released.</source>
        <translation>解冻之前不会发放其中任何授权。</translation>
    </message>
    <message numerus="yes">
        <source>%n license(s) are held.</source>
        <translation>
            <numerusform>已冻结 %n 条授权。</numerusform>
        </translation>
    </message>
    <message>
        <source>Release lot {lot}</source>
        <translation>解冻批次 {lot}</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
</context>
<context>
    <name>LotForm</name>
    <message>
        <source>About the lot</source>
        <translation>批次资料</translation>
    </message>
    <message>
        <source>empty: never warn</source>
        <translation>空：不提醒</translation>
    </message>
</context>
<context>
    <name>LotsPage</name>
    <message>
        <source>Lots</source>
        <translation>批次</translation>
    </message>
    <message>
        <source>No licenses yet</source>
        <translation>还没有授权</translation>
    </message>
    <message>
        <source>Drop the list that the cloud gave you; it becomes a lot.</source>
        <translation>把云平台提供的清单拖进来，就会成为一个批次。</translation>
    </message>
    <message>
        <source>Import a list</source>
        <translation>导入清单</translation>
    </message>
    <message>
        <source>Drop it: the list is looked at first.</source>
        <translation>松开即可：先检查清单，再导入。</translation>
    </message>
    <message>
        <source>Registration list…</source>
        <translation>注册清单…</translation>
    </message>
    <message>
        <source>Template…</source>
        <translation>模板…</translation>
    </message>
    <message numerus="yes">
        <source>%n lot(s) are running low: </source>
        <translation>
            <numerusform>%n 个批次库存不足：</numerusform>
        </translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>Order more licenses before the line stops.</source>
        <translation>请及时补购授权，以免停线。</translation>
    </message>
    <message>
        <source>Save the template</source>
        <translation>保存模板</translation>
    </message>
    <message>
        <source>Template saved: {file}</source>
        <translation>模板已保存：{file}</translation>
    </message>
    <message>
        <source>Kind of list</source>
        <translation>清单类型</translation>
    </message>
    <message>
        <source>An empty list whose cells keep Excel from breaking ids.</source>
        <translation>空白清单，单元格格式可防止 Excel 改坏标识。</translation>
    </message>
    <message>
        <source>Template</source>
        <translation>模板</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>保存…</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>总数</translation>
    </message>
    <message>
        <source>Available</source>
        <translation>可用</translation>
    </message>
    <message>
        <source>Written</source>
        <translation>已写入</translation>
    </message>
    <message>
        <source>Doubtful</source>
        <translation>存疑</translation>
    </message>
    <message>
        <source>Lot</source>
        <translation>批次</translation>
    </message>
    <message>
        <source>Stock</source>
        <translation>库存</translation>
    </message>
    <message>
        <source>Closed</source>
        <translation>已关闭</translation>
    </message>
    <message>
        <source>Used up</source>
        <translation>已用完</translation>
    </message>
    <message>
        <source>Low</source>
        <translation>不足</translation>
    </message>
    <message>
        <source>In stock</source>
        <translation>充足</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Close without saving?</source>
        <translation>不保存就关闭吗？</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Then the window closes.</source>
        <translation>完成后窗口关闭。</translation>
    </message>
    <message>
        <source>Station: {name}</source>
        <translation>工站：{name}</translation>
    </message>
    <message>
        <source>Ledger: {name}</source>
        <translation>台账：{name}</translation>
    </message>
    <message numerus="yes">
        <source>%n slot(s) in work</source>
        <translation>
            <numerusform>%n 个工位作业中</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n unit(s) end; then the window closes.</source>
        <translation>
            <numerusform>还有 %n 台正在结束，随后窗口关闭。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Matrix</name>
    <message>
        <source>alone</source>
        <translation>可独自操作</translation>
    </message>
    <message>
        <source>with a second person</source>
        <translation>需第二人批准</translation>
    </message>
    <message>
        <source>never</source>
        <translation>不可操作</translation>
    </message>
</context>
<context>
    <name>NoticeList</name>
    <message>
        <source>Kind</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Blocks</source>
        <translation>阻止打印</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>请查看</translation>
    </message>
    <message>
        <source>What</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Units</source>
        <translation>件数</translation>
    </message>
    <message numerus="yes">
        <source>%n unit(s)</source>
        <translation>
            <numerusform>%n 件</numerusform>
        </translation>
    </message>
    <message>
        <source>What to look at</source>
        <translation>需要查看的问题</translation>
    </message>
    <message>
        <source>Nothing to complain about: this label prints and reads well.</source>
        <translation>没有问题：此标签可以打印，也可以扫读。</translation>
    </message>
    <message>
        <source>Field {field} is empty for some units.</source>
        <translation>部分产品的字段 {field} 为空。</translation>
    </message>
</context>
<context>
    <name>OrderForm</name>
    <message>
        <source>Product</source>
        <translation>产品型号</translation>
    </message>
    <message>
        <source>Quantity</source>
        <translation>数量</translation>
    </message>
    <message>
        <source>Lots</source>
        <translation>批次</translation>
    </message>
    <message>
        <source>Boards that hold a license</source>
        <translation>已有授权的板子</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Label on PASS</source>
        <translation>合格后打印标签</translation>
    </message>
    <message>
        <source>no label</source>
        <translation>不打印</translation>
    </message>
    <message>
        <source>Serial numbers</source>
        <translation>序列号</translation>
    </message>
    <message>
        <source>none are given</source>
        <translation>不分配</translation>
    </message>
    <message>
        <source>Board profile</source>
        <translation>板型</translation>
    </message>
    <message>
        <source>Storage</source>
        <translation>存储位置</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>工单</translation>
    </message>
    <message>
        <source>New work order</source>
        <translation>新建工单</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Edit order {order}</source>
        <translation>编辑工单 {order}</translation>
    </message>
    <message>
        <source>Each change is on record, old and new. A bench that works on this order takes the change at its next start.</source>
        <translation>每次修改的新旧内容都会记录。正在做此工单的工位在下次开始时生效。</translation>
    </message>
    <message>
        <source>adopt ours, refuse unknown</source>
        <translation>收录本台账的，拒绝未知的</translation>
    </message>
    <message>
        <source>refuse</source>
        <translation>拒绝</translation>
    </message>
    <message>
        <source>overwrite unknown</source>
        <translation>覆盖未知的</translation>
    </message>
    <message>
        <source>flash (KV), can be rewritten</source>
        <translation>闪存（KV），可改写</translation>
    </message>
    <message>
        <source>one-time memory (OTP), for ever</source>
        <translation>一次性存储（OTP），不可改写</translation>
    </message>
    <message>
        <source>on plug-in</source>
        <translation>插入即开始</translation>
    </message>
    <message>
        <source>on key or foot switch</source>
        <translation>按键或脚踏开始</translation>
    </message>
    <message>
        <source>on scan</source>
        <translation>扫码开始</translation>
    </message>
</context>
<context>
    <name>OrderQuality</name>
    <message>
        <source>Golden sample before each shift</source>
        <translation>每班开工先测金样</translation>
    </message>
    <message>
        <source>Only inspected units into cartons</source>
        <translation>只有检验过的产品可装箱</translation>
    </message>
    <message>
        <source>Inspect</source>
        <translation>检验方式</translation>
    </message>
    <message>
        <source>Every n-th: n</source>
        <translation>每 n 件抽检：n</translation>
    </message>
    <message>
        <source>AQL in percent</source>
        <translation>AQL（百分比）</translation>
    </message>
    <message>
        <source>Inspection level</source>
        <translation>检验水平</translation>
    </message>
    <message>
        <source>Units in a carton</source>
        <translation>每箱件数</translation>
    </message>
    <message>
        <source>Cartons on a pallet</source>
        <translation>每托箱数</translation>
    </message>
    <message>
        <source>Shifts begin at</source>
        <translation>各班开始时间</translation>
    </message>
    <message>
        <source>Time zone (UTC)</source>
        <translation>时区（UTC）</translation>
    </message>
    <message>
        <source>Quality rules of order {order}</source>
        <translation>工单 {order} 的质量规则</translation>
    </message>
    <message>
        <source>every unit</source>
        <translation>全检</translation>
    </message>
    <message>
        <source>every n-th unit</source>
        <translation>每 n 件抽一件</translation>
    </message>
    <message>
        <source>a sample by AQL (ISO 2859-1)</source>
        <translation>按 AQL 抽样（ISO 2859-1）</translation>
    </message>
</context>
<context>
    <name>OrdersPage</name>
    <message>
        <source>Details</source>
        <translation>详细信息</translation>
    </message>
    <message>
        <source>Work orders</source>
        <translation>工单</translation>
    </message>
    <message>
        <source>No work orders yet</source>
        <translation>还没有工单</translation>
    </message>
    <message>
        <source>An order says what to make, how many, and from which lots.</source>
        <translation>工单规定做什么、做多少、用哪些批次的授权。</translation>
    </message>
    <message>
        <source>New order</source>
        <translation>新建工单</translation>
    </message>
    <message>
        <source>Work on it</source>
        <translation>开始此工单</translation>
    </message>
    <message>
        <source>Edit…</source>
        <translation>编辑…</translation>
    </message>
    <message>
        <source>Close…</source>
        <translation>关闭…</translation>
    </message>
    <message>
        <source>Every license is accounted for.</source>
        <translation>每条授权都有去向。</translation>
    </message>
    <message>
        <source>Not every license is accounted for yet.</source>
        <translation>仍有授权去向未定。</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>工单</translation>
    </message>
    <message>
        <source>Product</source>
        <translation>产品型号</translation>
    </message>
    <message>
        <source>Lots</source>
        <translation>批次</translation>
    </message>
    <message>
        <source>Board profile</source>
        <translation>板型</translation>
    </message>
    <message>
        <source>Storage</source>
        <translation>存储位置</translation>
    </message>
    <message>
        <source>Boards that hold a license</source>
        <translation>已有授权的板子</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Passed</source>
        <translation>合格</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Doubtful</source>
        <translation>存疑</translation>
    </message>
    <message>
        <source>Left to make</source>
        <translation>待完成</translation>
    </message>
    <message>
        <source>Closed</source>
        <translation>已关闭</translation>
    </message>
    <message>
        <source>Hooks…</source>
        <translation>推送…</translation>
    </message>
    <message>
        <source>Serial numbers…</source>
        <translation>序列号…</translation>
    </message>
    <message>
        <source>Pattern {name} is there: orders can name it.</source>
        <translation>规则 {name} 已建立，工单可以选用。</translation>
    </message>
    <message>
        <source>Manifest</source>
        <translation>出货明细</translation>
    </message>
    <message numerus="yes">
        <source>%n unit(s) written to {file}.</source>
        <translation>
            <numerusform>%n 件产品已写入 {file}。</numerusform>
        </translation>
    </message>
    <message>
        <source>A manifest is being written.</source>
        <translation>正在写出货明细。</translation>
    </message>
    <message>
        <source>Order {order} is open.</source>
        <translation>工单 {order} 已建立。</translation>
    </message>
    <message>
        <source>Quality…</source>
        <translation>质量规则…</translation>
    </message>
    <message>
        <source>Certificate…</source>
        <translation>合格证书…</translation>
    </message>
    <message>
        <source>Manifest…</source>
        <translation>出货明细…</translation>
    </message>
    <message>
        <source>Label on PASS</source>
        <translation>合格后打印标签</translation>
    </message>
    <message>
        <source>Serial numbers</source>
        <translation>序列号</translation>
    </message>
    <message>
        <source>Opened</source>
        <translation>建立</translation>
    </message>
    <message>
        <source>Order {order} is changed.</source>
        <translation>工单 {order} 已修改。</translation>
    </message>
    <message>
        <source>The quality rules of {order} are set.</source>
        <translation>{order} 的质量规则已设定。</translation>
    </message>
    <message>
        <source>Order {order} is closed; every license is accounted for.</source>
        <translation>工单 {order} 已关闭，每条授权都有去向。</translation>
    </message>
    <message>
        <source>Its certificate can be saved now.</source>
        <translation>现在可以保存合格证书。</translation>
    </message>
    <message>
        <source>Folder of the certificate</source>
        <translation>合格证书保存到</translation>
    </message>
    <message>
        <source>The certificate is saved: {files}</source>
        <translation>合格证书已保存：{files}</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>To make</source>
        <translation>计划</translation>
    </message>
    <message>
        <source>Made</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>剩余</translation>
    </message>
</context>
<context>
    <name>Outcome</name>
    <message>
        <source>Pass</source>
        <translation>合格</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>拒绝</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Doubtful</source>
        <translation>存疑</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
</context>
<context>
    <name>OwnScheme</name>
    <message>
        <source>Own scheme file</source>
        <translation>自备方案文件</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>另有 %n 处</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{file}: %n fault(s)</source>
        <translation>
            <numerusform>{file}：%n 处错误</numerusform>
        </translation>
    </message>
    <message>
        <source>Choose a file…</source>
        <translation>选择文件…</translation>
    </message>
</context>
<context>
    <name>PackageForms</name>
    <message>
        <source>Counted by hand (0: not counted)</source>
        <translation>人工点数（0：未点数）</translation>
    </message>
    <message>
        <source>Close {code}</source>
        <translation>封箱 {code}</translation>
    </message>
    <message>
        <source>Scan the unit or carton</source>
        <translation>请扫描产品或纸箱</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Unpack</source>
        <translation>拆出</translation>
    </message>
    <message>
        <source>Give up {code}</source>
        <translation>撤销 {code}</translation>
    </message>
    <message>
        <source>Packing list</source>
        <translation>装箱单</translation>
    </message>
    <message numerus="yes">
        <source>%n unit(s) written to {file}.</source>
        <translation>
            <numerusform>已将 %n 件写入 {file}。</numerusform>
        </translation>
    </message>
    <message>
        <source>into a file…</source>
        <translation>写入文件…</translation>
    </message>
    <message>
        <source>Printer</source>
        <translation>打印机</translation>
    </message>
    <message>
        <source>It is printed once; the queue on the page Labels shows it.</source>
        <translation>只打印一次；可在“标签”页的队列中查看。</translation>
    </message>
    <message>
        <source>Reason for one more copy</source>
        <translation>再打印一份的原因</translation>
    </message>
    <message numerus="yes">
        <source>It has %n label(s) already; one more needs a reason.</source>
        <translation>
            <numerusform>已有 %n 张标签；再打印一张需要说明原因。</numerusform>
        </translation>
    </message>
    <message>
        <source>The label of {code} goes to {printer}.</source>
        <translation>{code} 的标签将在 {printer} 上打印。</translation>
    </message>
    <message>
        <source>Label of {code}</source>
        <translation>{code} 的标签</translation>
    </message>
    <message>
        <source>Print</source>
        <translation>打印</translation>
    </message>
    <message>
        <source>Carton label</source>
        <translation>箱标</translation>
    </message>
    <message>
        <source>Written to {file}.</source>
        <translation>已写入 {file}。</translation>
    </message>
    <message>
        <source>any work order</source>
        <translation>任意工单</translation>
    </message>
    <message>
        <source>Code on its label (scan it)</source>
        <translation>箱标编码（请扫描）</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>种类</translation>
    </message>
    <message>
        <source>Work order</source>
        <translation>工单</translation>
    </message>
    <message>
        <source>Places (0: as the order says)</source>
        <translation>容量（0：按工单规定）</translation>
    </message>
    <message>
        <source>New package</source>
        <translation>新建包装</translation>
    </message>
</context>
<context>
    <name>PackingPage</name>
    <message>
        <source>Packing</source>
        <translation>包装</translation>
    </message>
    <message>
        <source>New carton…</source>
        <translation>新建纸箱…</translation>
    </message>
    <message>
        <source>Packing list…</source>
        <translation>装箱单…</translation>
    </message>
    <message>
        <source>Carton label…</source>
        <translation>箱标…</translation>
    </message>
    <message>
        <source>No carton yet</source>
        <translation>还没有纸箱</translation>
    </message>
    <message>
        <source>Begin a carton with the code on its label, then scan units into it.</source>
        <translation>用箱标上的编码新建纸箱，然后将产品逐个扫入。</translation>
    </message>
    <message>
        <source>Packages</source>
        <translation>包装</translation>
    </message>
    <message>
        <source>Scan units into it, anywhere on this page.</source>
        <translation>在本页任意处扫描产品即可装入。</translation>
    </message>
    <message>
        <source>Close…</source>
        <translation>封箱…</translation>
    </message>
    <message>
        <source>Unpack…</source>
        <translation>拆出…</translation>
    </message>
    <message>
        <source>Give up…</source>
        <translation>撤销空箱…</translation>
    </message>
    <message>
        <source>Nothing in it yet</source>
        <translation>箱内为空</translation>
    </message>
    <message>
        <source>Scan the first unit.</source>
        <translation>请扫描第一件产品。</translation>
    </message>
    <message>
        <source>Content</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Choose or begin a carton first.</source>
        <translation>请先选择或新建纸箱。</translation>
    </message>
    <message>
        <source>{code} is full. Close it.</source>
        <translation>{code} 已满，请封箱。</translation>
    </message>
    <message>
        <source>open</source>
        <translation>未封</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>已封</translation>
    </message>
    <message>
        <source>given up</source>
        <translation>已撤销</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>编码</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Identity</source>
        <translation>标识</translation>
    </message>
    <message>
        <source>MAC</source>
        <translation>MAC</translation>
    </message>
    <message>
        <source>Serial number</source>
        <translation>序列号</translation>
    </message>
    <message>
        <source>Packed</source>
        <translation>装箱时间</translation>
    </message>
    <message>
        <source>By</source>
        <translation>操作人</translation>
    </message>
</context>
<context>
    <name>Pages</name>
    <message>
        <source>Welcome</source>
        <translation>欢迎</translation>
    </message>
    <message>
        <source>Bench</source>
        <translation>工位</translation>
    </message>
    <message>
        <source>Lots</source>
        <translation>批次</translation>
    </message>
    <message>
        <source>Work orders</source>
        <translation>工单</translation>
    </message>
    <message>
        <source>Units</source>
        <translation>产品</translation>
    </message>
    <message>
        <source>Reports</source>
        <translation>报表</translation>
    </message>
    <message>
        <source>Diagnostics</source>
        <translation>诊断</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>QA</source>
        <translation>质检</translation>
    </message>
    <message>
        <source>Packing</source>
        <translation>包装</translation>
    </message>
    <message>
        <source>Figures</source>
        <translation>统计</translation>
    </message>
    <message>
        <source>People</source>
        <translation>人员</translation>
    </message>
    <message>
        <source>Audit</source>
        <translation>审计</translation>
    </message>
    <message>
        <source>Ledger</source>
        <translation>台账</translation>
    </message>
</context>
<context>
    <name>Payload</name>
    <message>
        <source>Own text with fields</source>
        <translation>自定义文本与字段</translation>
    </message>
    <message>
        <source>One field</source>
        <translation>单个字段</translation>
    </message>
    <message>
        <source>Tuya scan-to-bind</source>
        <translation>涂鸦扫码绑定</translation>
    </message>
    <message>
        <source>Tuya short link (column)</source>
        <translation>涂鸦短链接（清单列）</translation>
    </message>
    <message>
        <source>Alibaba pairing</source>
        <translation>阿里云配网</translation>
    </message>
    <message>
        <source>ESP RainMaker</source>
        <translation>ESP RainMaker 配网</translation>
    </message>
    <message>
        <source>ESP RainMaker (column)</source>
        <translation>ESP RainMaker（清单列）</translation>
    </message>
    <message>
        <source>Matter QR</source>
        <translation>Matter 二维码</translation>
    </message>
    <message>
        <source>Matter manual code</source>
        <translation>Matter 手动配对码</translation>
    </message>
</context>
<context>
    <name>PeoplePage</name>
    <message>
        <source>People</source>
        <translation>人员</translation>
    </message>
    <message>
        <source>Add a person…</source>
        <translation>添加人员…</translation>
    </message>
    <message>
        <source>My own PIN…</source>
        <translation>我的 PIN 码…</translation>
    </message>
    <message>
        <source>Nobody is registered yet</source>
        <translation>还没有登记人员</translation>
    </message>
    <message>
        <source>Until then everybody at this computer may do everything. The first person is an administrator; from then on everybody signs in.</source>
        <translation>在此之前，使用本机的任何人都可执行全部操作。第一个人是管理员；此后每个人都需要登录。</translation>
    </message>
    <message>
        <source>Add the first administrator…</source>
        <translation>添加首位管理员…</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>姓名</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>密码</translation>
    </message>
    <message>
        <source>The same again</source>
        <translation>再次输入</translation>
    </message>
    <message>
        <source>From now on everybody signs in. Keep this password safe.</source>
        <translation>此后每个人都需要登录。请妥善保管此密码。</translation>
    </message>
    <message>
        <source>The first administrator</source>
        <translation>首位管理员</translation>
    </message>
    <message>
        <source>PIN or password</source>
        <translation>PIN 码或密码</translation>
    </message>
    <message>
        <source>Badge (scan it)</source>
        <translation>工牌（请扫描）</translation>
    </message>
    <message>
        <source>A PIN, a badge, or both; an administrator needs a password.</source>
        <translation>PIN 码、工牌，或两者皆可；管理员必须有密码。</translation>
    </message>
    <message>
        <source>Add a person</source>
        <translation>添加人员</translation>
    </message>
    <message>
        <source>Roles of {name}</source>
        <translation>{name} 的角色</translation>
    </message>
    <message>
        <source>New PIN or password</source>
        <translation>新 PIN 码或密码</translation>
    </message>
    <message>
        <source>New PIN of {name}</source>
        <translation>{name} 的新 PIN 码</translation>
    </message>
    <message>
        <source>PIN or password until now</source>
        <translation>当前 PIN 码或密码</translation>
    </message>
    <message>
        <source>you</source>
        <translation>您</translation>
    </message>
    <message>
        <source>My own PIN</source>
        <translation>我的 PIN 码</translation>
    </message>
    <message>
        <source>Scan the badge</source>
        <translation>请扫描工牌</translation>
    </message>
    <message>
        <source>Empty takes the badge away.</source>
        <translation>留空则收回工牌。</translation>
    </message>
    <message>
        <source>Badge of {name}</source>
        <translation>{name} 的工牌</translation>
    </message>
    <message>
        <source>{name} left</source>
        <translation>{name} 离职</translation>
    </message>
    <message>
        <source>Signing in ends at once, at every station. Every record stays.</source>
        <translation>在所有工站立即不能再登录；全部记录保留。</translation>
    </message>
    <message>
        <source>{name} comes back</source>
        <translation>{name} 复职</translation>
    </message>
    <message>
        <source>The person may sign in again, with the roles from before.</source>
        <translation>此人可以再次登录，角色与以前相同。</translation>
    </message>
    <message>
        <source>End the lock-out of {name}</source>
        <translation>解除 {name} 的锁定</translation>
    </message>
    <message>
        <source>Roles…</source>
        <translation>角色…</translation>
    </message>
    <message>
        <source>New PIN…</source>
        <translation>新 PIN 码…</translation>
    </message>
    <message>
        <source>Badge…</source>
        <translation>工牌…</translation>
    </message>
    <message>
        <source>End lock-out…</source>
        <translation>解除锁定…</translation>
    </message>
    <message>
        <source>Comes back…</source>
        <translation>复职…</translation>
    </message>
    <message>
        <source>Has left…</source>
        <translation>离职…</translation>
    </message>
    <message>
        <source>Recorded for {name}.</source>
        <translation>已为 {name} 记录。</translation>
    </message>
    <message>
        <source>The two entries differ.</source>
        <translation>两次输入不一致。</translation>
    </message>
    <message>
        <source>Enter the same twice.</source>
        <translation>请两次输入相同内容。</translation>
    </message>
    <message>
        <source>Rights</source>
        <translation>权限</translation>
    </message>
    <message>
        <source>Roles</source>
        <translation>角色</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Signs in by</source>
        <translation>登录方式</translation>
    </message>
    <message>
        <source>Added</source>
        <translation>添加日期</translation>
    </message>
    <message>
        <source>By</source>
        <translation>操作人</translation>
    </message>
    <message>
        <source>left {day}</source>
        <translation>{day} 离职</translation>
    </message>
    <message>
        <source>locked out</source>
        <translation>已锁定</translation>
    </message>
    <message>
        <source>here</source>
        <translation>在职</translation>
    </message>
    <message>
        <source>badge</source>
        <translation>工牌</translation>
    </message>
</context>
<context>
    <name>PlaceFilters</name>
    <message>
        <source>Slot {slot}</source>
        <translation>工位 {slot}</translation>
    </message>
    <message>
        <source>Shift {shift}</source>
        <translation>{shift} 班</translation>
    </message>
    <message>
        <source>all stations</source>
        <translation>全部工作站</translation>
    </message>
    <message>
        <source>Station</source>
        <translation>工站</translation>
    </message>
    <message>
        <source>all slots</source>
        <translation>全部工位</translation>
    </message>
    <message>
        <source>Slot</source>
        <translation>工位</translation>
    </message>
    <message>
        <source>all shifts</source>
        <translation>全部班次</translation>
    </message>
    <message>
        <source>Shift</source>
        <translation>班次</translation>
    </message>
</context>
<context>
    <name>PortsTab</name>
    <message>
        <source>No serial ports</source>
        <translation>没有串口</translation>
    </message>
    <message>
        <source>Plug in an adapter; it appears here within a second.</source>
        <translation>插入适配器，一秒内就会显示在这里。</translation>
    </message>
    <message>
        <source>Serial ports</source>
        <translation>串口</translation>
    </message>
    <message>
        <source>A slot is a place at the fixture: it stays when the port&apos;s name changes.</source>
        <translation>工位对应治具上的位置：串口名称变化时工位不变。</translation>
    </message>
    <message>
        <source>Tie to a slot…</source>
        <translation>绑定到工位…</translation>
    </message>
    <message>
        <source>Block / allow</source>
        <translation>屏蔽 / 允许</translation>
    </message>
    <message>
        <source>A port by name…</source>
        <translation>按名称指定串口…</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>刷新</translation>
    </message>
    <message>
        <source>Stop waiting</source>
        <translation>停止等待</translation>
    </message>
    <message>
        <source>Assign by plugging in</source>
        <translation>插入即分配</translation>
    </message>
    <message>
        <source>Plug the next adapter into slot {n}.</source>
        <translation>请将下一个适配器插到工位 {n}。</translation>
    </message>
    <message>
        <source>no slot</source>
        <translation>不绑定</translation>
    </message>
    <message>
        <source>Slot {n}</source>
        <translation>工位 {n}</translation>
    </message>
    <message>
        <source>Slot</source>
        <translation>工位</translation>
    </message>
    <message>
        <source>Tie {port} to a slot</source>
        <translation>把 {port} 绑定到工位</translation>
    </message>
    <message>
        <source>For simulated boards and boards over the network: /dev/pts/4, socket://host:port or rfc2217://host:port.

A port by name does not survive renumbering: the next time another board may bear the name. Where an adapter bears it now, its place is tied instead, and that stays.</source>
        <translation>用于模拟板和网络上的板子：/dev/pts/4、socket://主机:端口 或 rfc2217://主机:端口。

按名称指定的串口在重新编号后不再有效：下次这个名称可能是另一块板子。如果现在有适配器用着这个名称，则绑定它的位置，位置不会变。</translation>
    </message>
    <message>
        <source>{port} is slot {n} now.</source>
        <translation>{port} 现在是工位 {n}。</translation>
    </message>
    <message>
        <source>Tie a port by name</source>
        <translation>按名称绑定串口</translation>
    </message>
    <message>
        <source>Tie it</source>
        <translation>绑定</translation>
    </message>
    <message>
        <source>Blocked</source>
        <translation>已屏蔽</translation>
    </message>
    <message>
        <source>Free</source>
        <translation>空闲</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>串口</translation>
    </message>
    <message>
        <source>by name: no adapter</source>
        <translation>按名称：无适配器</translation>
    </message>
    <message>
        <source>Adapter</source>
        <translation>适配器</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Serial no.</source>
        <translation>序列号</translation>
    </message>
</context>
<context>
    <name>PrintState</name>
    <message>
        <source>Printed?</source>
        <translation>打出了吗？</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>等待</translation>
    </message>
    <message>
        <source>Sending</source>
        <translation>发送中</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>已发送</translation>
    </message>
    <message>
        <source>Printed</source>
        <translation>已打印</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Void</source>
        <translation>作废</translation>
    </message>
</context>
<context>
    <name>PrinterForm</name>
    <message>
        <source>as the printer is set</source>
        <translation>按打印机自身设置</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Reached by</source>
        <translation>连接方式</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Dots per inch</source>
        <translation>每英寸点数</translation>
    </message>
    <message>
        <source>Darkness</source>
        <translation>浓度</translation>
    </message>
    <message>
        <source>Speed (inches a second)</source>
        <translation>速度（英寸/秒）</translation>
    </message>
    <message>
        <source>Offset right (mm)</source>
        <translation>向右偏移（毫米）</translation>
    </message>
    <message>
        <source>Offset down (mm)</source>
        <translation>向下偏移（毫米）</translation>
    </message>
    <message>
        <source>Answers for its state</source>
        <translation>可以查询状态</translation>
    </message>
    <message>
        <source>An offset must be a number of millimetres.</source>
        <translation>偏移必须是毫米数。</translation>
    </message>
    <message>
        <source>Printer {name}</source>
        <translation>打印机 {name}</translation>
    </message>
    <message>
        <source>New printer</source>
        <translation>新打印机</translation>
    </message>
    <message>
        <source>Address: host or host:port; serial port or port@baud; name of the printer; file, or folder for PDF.</source>
        <translation>地址：主机或 主机:端口；串口或 串口@波特率；打印机名称；文件，PDF 则为文件夹。</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
</context>
<context>
    <name>PrinterTab</name>
    <message>
        <source>No printer yet</source>
        <translation>还没有打印机</translation>
    </message>
    <message>
        <source>Add a label printer, or a file to try it without one.</source>
        <translation>请添加标签打印机；没有打印机时可先打印到文件试用。</translation>
    </message>
    <message>
        <source>Add a printer</source>
        <translation>添加打印机</translation>
    </message>
    <message>
        <source>Printers</source>
        <translation>打印机</translation>
    </message>
    <message>
        <source>Every slot prints on the only printer</source>
        <translation>所有工位都用唯一的打印机</translation>
    </message>
    <message>
        <source>With several printers, say here which slot prints where.</source>
        <translation>有多台打印机时，在此指定各工位用哪一台。</translation>
    </message>
    <message>
        <source>Slots and printers</source>
        <translation>工位与打印机</translation>
    </message>
    <message>
        <source>Ask how it is</source>
        <translation>查询状态</translation>
    </message>
    <message>
        <source>Test print</source>
        <translation>测试打印</translation>
    </message>
    <message>
        <source>Edit…</source>
        <translation>编辑…</translation>
    </message>
    <message>
        <source>Retire…</source>
        <translation>停用…</translation>
    </message>
    <message>
        <source>Slot to printer…</source>
        <translation>指定工位打印机…</translation>
    </message>
    <message>
        <source>Which slot prints where</source>
        <translation>各工位用哪台打印机</translation>
    </message>
    <message>
        <source>as the printer is set</source>
        <translation>按打印机自身设置</translation>
    </message>
    <message>
        <source>Reached by</source>
        <translation>连接方式</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Dots per inch</source>
        <translation>每英寸点数</translation>
    </message>
    <message>
        <source>Darkness</source>
        <translation>浓度</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>Offset</source>
        <translation>偏移</translation>
    </message>
    <message numerus="yes">
        <source>%n label(s) waiting</source>
        <translation>
            <numerusform>%n 张标签在等待</numerusform>
        </translation>
    </message>
    <message>
        <source>Printer</source>
        <translation>打印机</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>等待</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Doubtful</source>
        <translation>存疑</translation>
    </message>
    <message>
        <source>Slot</source>
        <translation>工位</translation>
    </message>
    <message>
        <source>all others</source>
        <translation>其余全部</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>Cannot be asked</source>
        <translation>无法查询</translation>
    </message>
    <message>
        <source>Needs you</source>
        <translation>需要处理</translation>
    </message>
    <message>
        <source>Not asked</source>
        <translation>未查询</translation>
    </message>
    <message>
        <source>Sent: measure the frame, it should be 1 mm from each edge.</source>
        <translation>已发送：请量一下边框，离每边应为 1 毫米。</translation>
    </message>
    <message>
        <source>Set what is off as offset of this printer.</source>
        <translation>有偏差时，请填入这台打印机的偏移。</translation>
    </message>
    <message>
        <source>Choose 100 % and the label&apos;s own size in its settings.</source>
        <translation>请在打印机设置中选择 100 % 和标签的实际尺寸。</translation>
    </message>
    <message>
        <source>Retire {printer}?</source>
        <translation>停用 {printer} 吗？</translation>
    </message>
    <message>
        <source>It is offered no more; its labels stay on record.</source>
        <translation>以后不再提供选择；其标签记录会保留。</translation>
    </message>
    <message>
        <source>Retire</source>
        <translation>停用</translation>
    </message>
    <message>
        <source>as all others</source>
        <translation>与其余相同</translation>
    </message>
    <message>
        <source>Slot to printer</source>
        <translation>指定工位打印机</translation>
    </message>
</context>
<context>
    <name>PrinterWay</name>
    <message>
        <source>Network (raw port 9100)</source>
        <translation>网络（9100 端口直连）</translation>
    </message>
    <message>
        <source>Serial port</source>
        <translation>串口</translation>
    </message>
    <message>
        <source>Windows printer, raw</source>
        <translation>Windows 打印机（原始数据）</translation>
    </message>
    <message>
        <source>System printer (driver)</source>
        <translation>系统打印机（驱动）</translation>
    </message>
    <message>
        <source>File or device</source>
        <translation>文件或设备</translation>
    </message>
</context>
<context>
    <name>ProblemList</name>
    <message>
        <source>No problems</source>
        <translation>没有问题</translation>
    </message>
    <message>
        <source>Every row of this file was checked.</source>
        <translation>文件的每一行都已检查。</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>级别</translation>
    </message>
    <message>
        <source>Kind of problem</source>
        <translation>问题种类</translation>
    </message>
    <message>
        <source>Show the row</source>
        <translation>查看该行</translation>
    </message>
    <message>
        <source>Save the list…</source>
        <translation>保存列表…</translation>
    </message>
    <message>
        <source>All ({count})</source>
        <translation>全部（{count}）</translation>
    </message>
    <message>
        <source>Errors ({count})</source>
        <translation>错误（{count}）</translation>
    </message>
    <message>
        <source>Notes ({count})</source>
        <translation>提示（{count}）</translation>
    </message>
    <message>
        <source>Every kind</source>
        <translation>所有种类</translation>
    </message>
    <message numerus="yes">
        <source>%n shown</source>
        <translation>
            <numerusform>显示 %n 条</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more are only counted</source>
        <translation>
            <numerusform>另有 %n 条只计数</numerusform>
        </translation>
    </message>
    <message>
        <source>Save the problems</source>
        <translation>保存问题列表</translation>
    </message>
    <message numerus="yes">
        <source>%n problem(s) saved: {file}</source>
        <translation>
            <numerusform>已保存 %n 个问题：{file}</numerusform>
        </translation>
    </message>
    <message>
        <source>Error</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>提示</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Problem</source>
        <translation>问题</translation>
    </message>
</context>
<context>
    <name>ProofPanel</name>
    <message>
        <source>Check the ledger</source>
        <translation>检查台账</translation>
    </message>
    <message>
        <source>Purge a closed lot…</source>
        <translation>清除已关闭的批次…</translation>
    </message>
    <message>
        <source>left</source>
        <translation>剩余</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>检查结果</translation>
    </message>
    <message>
        <source>A closed lot needs its secrets no more: a purge takes them away for ever and writes a signed certificate. Digests stay, so a device can still be checked.</source>
        <translation>已关闭的批次不再需要密钥：清除会将其永久删除，并生成签名证书。摘要保留，仍可核对设备。</translation>
    </message>
    <message>
        <source>Every sum, every constraint and every record is proven…</source>
        <translation>正在核对每一个合计、约束和记录…</translation>
    </message>
    <message numerus="yes">
        <source>✗  %n thing(s) are wrong.</source>
        <translation>
            <numerusform>✗  发现 %n 处错误。</numerusform>
        </translation>
    </message>
    <message>
        <source>✓  The ledger is true: every license is accounted for.</source>
        <translation>✓  台账正确：每个授权码都有着落。</translation>
    </message>
    <message>
        <source>{licenses} licenses, {records} records in the chain.</source>
        <translation>{licenses} 个授权码，链上 {records} 条记录。</translation>
    </message>
    <message>
        <source>Not checked yet</source>
        <translation>还没有检查</translation>
    </message>
    <message>
        <source>A check changes nothing; stations go on working meanwhile.</source>
        <translation>检查不做任何更改，各工位照常工作。</translation>
    </message>
    <message>
        <source>What is wrong</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>处理办法</translation>
    </message>
    <message>
        <source>No lot is closed yet.</source>
        <translation>还没有已关闭的批次。</translation>
    </message>
    <message>
        <source>Close it on the page Lots first.</source>
        <translation>请先在批次页关闭。</translation>
    </message>
    <message>
        <source>Lot</source>
        <translation>批次</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>I have read this</source>
        <translation>我已阅读以上内容</translation>
    </message>
    <message>
        <source>Its secrets are gone for ever after this; no backup key and no recovery key brings them back. Backups made before keep them until they are removed.</source>
        <translation>此后这些密钥永久消失，任何备份密钥或恢复密钥都无法找回。之前的备份在删除前仍保留它们。</translation>
    </message>
    <message>
        <source>Purge a closed lot</source>
        <translation>清除已关闭的批次</translation>
    </message>
    <message>
        <source>Purge…</source>
        <translation>清除…</translation>
    </message>
    <message>
        <source>Certificate of the purge</source>
        <translation>清除证书</translation>
    </message>
    <message>
        <source>Secrets are being removed.</source>
        <translation>正在清除授权密钥。</translation>
    </message>
    <message>
        <source>{purged} secrets of lot {lot} are gone for ever, {kept} stay in doubt.</source>
        <translation>批次 {lot} 的 {purged} 个密钥已永久清除，{kept} 个因存疑保留。</translation>
    </message>
    <message>
        <source>The certificate: {file}</source>
        <translation>证书：{file}</translation>
    </message>
</context>
<context>
    <name>Property</name>
    <message>
        <source>Left</source>
        <translation>左</translation>
    </message>
    <message>
        <source>Top</source>
        <translation>上</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>宽</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>高</translation>
    </message>
    <message>
        <source>Font</source>
        <translation>字体</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>字号</translation>
    </message>
    <message>
        <source>If too long</source>
        <translation>过长时</translation>
    </message>
    <message>
        <source>Not below</source>
        <translation>不小于</translation>
    </message>
    <message>
        <source>Several lines</source>
        <translation>可换行</translation>
    </message>
    <message>
        <source>Across</source>
        <translation>横向</translation>
    </message>
    <message>
        <source>Down</source>
        <translation>纵向</translation>
    </message>
    <message>
        <source>Error correction</source>
        <translation>纠错等级</translation>
    </message>
    <message>
        <source>Quiet zone (modules)</source>
        <translation>静区（模块数）</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>长度</translation>
    </message>
    <message>
        <source>Thickness</source>
        <translation>线宽</translation>
    </message>
    <message>
        <source>Upright</source>
        <translation>竖直</translation>
    </message>
    <message>
        <source>Filled black</source>
        <translation>填充黑色</translation>
    </message>
    <message>
        <source>Name of the design</source>
        <translation>模板名称</translation>
    </message>
    <message>
        <source>Title in English</source>
        <translation>英文标题</translation>
    </message>
    <message>
        <source>Title in Chinese</source>
        <translation>中文标题</translation>
    </message>
    <message>
        <source>Diameter</source>
        <translation>直径</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>形状</translation>
    </message>
    <message>
        <source>Dots per inch</source>
        <translation>每英寸点数</translation>
    </message>
    <message>
        <source>Gap on the roll</source>
        <translation>卷纸间隙</translation>
    </message>
    <message>
        <source>Sheet with many labels</source>
        <translation>整页多张标签</translation>
    </message>
    <message>
        <source>Page width</source>
        <translation>页宽</translation>
    </message>
    <message>
        <source>Page height</source>
        <translation>页高</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>列数</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>行数</translation>
    </message>
    <message>
        <source>Left edge</source>
        <translation>左边距</translation>
    </message>
    <message>
        <source>Top edge</source>
        <translation>上边距</translation>
    </message>
    <message>
        <source>Step across</source>
        <translation>横向间距</translation>
    </message>
    <message>
        <source>Step down</source>
        <translation>纵向间距</translation>
    </message>
</context>
<context>
    <name>PropertyPanel</name>
    <message>
        <source>Change {what}</source>
        <translation>修改{what}</translation>
    </message>
    <message>
        <source>Change what it says</source>
        <translation>修改内容</translation>
    </message>
    <message numerus="yes">
        <source>%n element(s)</source>
        <translation>
            <numerusform>%n 个元素</numerusform>
        </translation>
    </message>
    <message>
        <source>Label</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Move, align or delete them together; choose one to change what it says.</source>
        <translation>可一起移动、对齐或删除；选中一个可修改其内容。</translation>
    </message>
    <message numerus="yes">
        <source>Module {mm} mm = %n dot(s) at {dpi} dpi</source>
        <translation>
            <numerusform>模块 {mm} 毫米 = %n 点（{dpi} dpi）</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>QaPage</name>
    <message>
        <source>QA</source>
        <translation>质检</translation>
    </message>
    <message>
        <source>Work order</source>
        <translation>工单</translation>
    </message>
    <message>
        <source>any work order</source>
        <translation>任意工单</translation>
    </message>
    <message>
        <source>Connected device</source>
        <translation>已连接的设备</translation>
    </message>
    <message>
        <source>label and record only</source>
        <translation>只核对标签与记录</translation>
    </message>
    <message>
        <source>Two labels</source>
        <translation>比对两张标签</translation>
    </message>
    <message>
        <source>Golden sample…</source>
        <translation>金样点检…</translation>
    </message>
    <message>
        <source>Name as golden…</source>
        <translation>登记金样…</translation>
    </message>
    <message>
        <source>Retire golden…</source>
        <translation>停用金样…</translation>
    </message>
    <message>
        <source>The device is being read.</source>
        <translation>正在读取设备。</translation>
    </message>
    <message>
        <source>WAIT</source>
        <translation>请稍候</translation>
    </message>
    <message>
        <source>Name of the sample</source>
        <translation>样本名称</translation>
    </message>
    <message>
        <source>Size of the lot</source>
        <translation>批量</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>方案</translation>
    </message>
    <message>
        <source>ISO 2859-1, single, normal</source>
        <translation>ISO 2859-1 一次抽样，正常检验</translation>
    </message>
    <message>
        <source>every unit</source>
        <translation>全检</translation>
    </message>
    <message>
        <source>every nth unit</source>
        <translation>每 n 个检一个</translation>
    </message>
    <message>
        <source>AQL</source>
        <translation>AQL（接收质量限）</translation>
    </message>
    <message>
        <source>Inspection level</source>
        <translation>检验水平</translation>
    </message>
    <message>
        <source>n</source>
        <translation>n 值</translation>
    </message>
    <message>
        <source>The decision falls by itself as the units of the sample are inspected.</source>
        <translation>随着样本逐个检验，判定会自动得出。</translation>
    </message>
    <message>
        <source>Draw a sample</source>
        <translation>抽样</translation>
    </message>
    <message>
        <source>Inspect {size} of {lot} units; from {limit} rejects on the lot fails.</source>
        <translation>从 {lot} 件产品中检验 {size} 件；判退达到 {limit} 件则整批拒收。</translation>
    </message>
    <message>
        <source>Tightened inspection: earlier lots of this product were rejected.</source>
        <translation>加严检验：该产品此前的批次有不接收的。</translation>
    </message>
    <message>
        <source>What was done about the cause</source>
        <translation>针对原因采取的措施</translation>
    </message>
    <message>
        <source>It goes on tightened, and what you say here is on record.</source>
        <translation>检验将按加严方式继续；此处的说明会记录在案。</translation>
    </message>
    <message>
        <source>Resume inspection</source>
        <translation>恢复检验</translation>
    </message>
    <message>
        <source>Resume and draw</source>
        <translation>恢复并抽样</translation>
    </message>
    <message>
        <source>GOLDEN SAMPLE RIGHT</source>
        <translation>金样正常</translation>
    </message>
    <message>
        <source>GOLDEN SAMPLE WRONG</source>
        <translation>金样异常</translation>
    </message>
    <message>
        <source>THEY AGREE</source>
        <translation>一致</translation>
    </message>
    <message>
        <source>THEY DIFFER</source>
        <translation>不一致</translation>
    </message>
    <message>
        <source>Label, record and device agree.</source>
        <translation>标签、记录与设备一致。</translation>
    </message>
    <message numerus="yes">
        <source>Scanned %n time(s) before.</source>
        <translation>
            <numerusform>此前已扫描 %n 次。</numerusform>
        </translation>
    </message>
    <message>
        <source>RECORDED</source>
        <translation>已记录</translation>
    </message>
    <message>
        <source>REJECTED</source>
        <translation>已判退</translation>
    </message>
    <message>
        <source>SCAN THE BOX</source>
        <translation>请扫描包装盒</translation>
    </message>
    <message>
        <source>Now the label on its box.</source>
        <translation>现在扫描包装盒上的标签。</translation>
    </message>
    <message>
        <source>First the label on the product, then the one on its box.</source>
        <translation>先扫产品上的标签，再扫包装盒上的标签。</translation>
    </message>
    <message>
        <source>SCAN THE PRODUCT</source>
        <translation>请扫描产品</translation>
    </message>
    <message>
        <source>Any code of our labels, anywhere on this page; no click is needed.</source>
        <translation>可扫标签上的任意条码，在本页任意处均可，无需点击。</translation>
    </message>
    <message>
        <source>SCAN A LABEL</source>
        <translation>请扫描标签</translation>
    </message>
    <message>
        <source>slot {number} ({port})</source>
        <translation>工位 {number}（{port}）</translation>
    </message>
</context>
<context>
    <name>QueueTab</name>
    <message>
        <source>Nothing waits to be printed</source>
        <translation>没有等待打印的标签</translation>
    </message>
    <message>
        <source>Labels come here on PASS, or when a lot is printed.</source>
        <translation>产品合格后，或打印整批时，标签会出现在这里。</translation>
    </message>
    <message>
        <source>Print queue</source>
        <translation>打印队列</translation>
    </message>
    <message>
        <source>only what is not done</source>
        <translation>只看未完成的</translation>
    </message>
    <message>
        <source>Look at the printer: did this label come out?</source>
        <translation>请看打印机：这张标签打出来了吗？</translation>
    </message>
    <message>
        <source>Yes, it did</source>
        <translation>已打出</translation>
    </message>
    <message>
        <source>No, print it</source>
        <translation>没有，请打印</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Reprint…</source>
        <translation>补打…</translation>
    </message>
    <message>
        <source>Void…</source>
        <translation>作废…</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Design</source>
        <translation>模板</translation>
    </message>
    <message>
        <source>Printer</source>
        <translation>打印机</translation>
    </message>
    <message>
        <source>Queued</source>
        <translation>进入队列</translation>
    </message>
    <message>
        <source>Copy {n} of this label</source>
        <translation>此标签的第 {n} 份</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Identity</source>
        <translation>标识</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>份次</translation>
    </message>
    <message>
        <source>Copies are counted, and the label can say that it is one.</source>
        <translation>补打会计数，标签上也可以注明。</translation>
    </message>
    <message>
        <source>Print this label once more</source>
        <translation>补打这张标签</translation>
    </message>
    <message>
        <source>What was printed does not count any more; what waits is not printed.</source>
        <translation>已打出的不再有效；等待中的不再打印。</translation>
    </message>
    <message>
        <source>Void this label</source>
        <translation>作废这张标签</translation>
    </message>
    <message>
        <source>all printers</source>
        <translation>全部打印机</translation>
    </message>
</context>
<context>
    <name>RecordPanel</name>
    <message>
        <source>Number</source>
        <translation>序号</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>操作人</translation>
    </message>
    <message>
        <source>Approved by</source>
        <translation>批准人</translation>
    </message>
    <message>
        <source>Station</source>
        <translation>工站</translation>
    </message>
    <message>
        <source>What</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Seal (MAC of the chain)</source>
        <translation>封签（链上校验码）</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>之前</translation>
    </message>
    <message>
        <source>After</source>
        <translation>之后</translation>
    </message>
</context>
<context>
    <name>RecoveryDialog</name>
    <message>
        <source>Recovery key</source>
        <translation>恢复密钥</translation>
    </message>
    <message>
        <source>Write it down and lock it away. It is not shown again.</source>
        <translation>请抄写并锁好保管，不会再次显示。</translation>
    </message>
    <message>
        <source>It is written down</source>
        <translation>已抄写</translation>
    </message>
</context>
<context>
    <name>RegistrationDialog</name>
    <message>
        <source>Save…</source>
        <translation>保存…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>From a file…</source>
        <translation>从文件读取…</translation>
    </message>
    <message>
        <source>Registration list</source>
        <translation>注册清单</translation>
    </message>
    <message>
        <source>Scan or paste the MACs or serial numbers of your units, one a line. Register the saved list at the cloud; the certificates that come back are imported like any list, and each goes to its own unit only.</source>
        <translation>扫描或粘贴产品的 MAC 或序列号，每行一个。把保存的清单拿到云平台注册；返回的证书像普通清单一样导入，每张证书只给对应的产品。</translation>
    </message>
    <message>
        <source>Cloud</source>
        <translation>云平台</translation>
    </message>
    <message>
        <source>Units</source>
        <translation>产品</translation>
    </message>
    <message>
        <source>Batch tag</source>
        <translation>批次标记</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>描述</translation>
    </message>
    <message numerus="yes">
        <source>%n unit(s) stand in {files}.</source>
        <translation>
            <numerusform>%n 件产品已列入 {files}。</numerusform>
        </translation>
    </message>
    <message>
        <source>Save the list</source>
        <translation>保存清单</translation>
    </message>
    <message numerus="yes">
        <source>%n unit(s), {macs} of them by MAC</source>
        <translation>
            <numerusform>%n 件产品，其中 {macs} 件按 MAC</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReportsPage</name>
    <message>
        <source>Reports</source>
        <translation>报表</translation>
    </message>
    <message>
        <source>Nothing to report</source>
        <translation>没有可导出的内容</translation>
    </message>
    <message>
        <source>Choose another period, order or lot.</source>
        <translation>请选择其他时间段、工单或批次。</translation>
    </message>
    <message>
        <source>Write report</source>
        <translation>写入报表</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>units tried</source>
        <translation>投入</translation>
    </message>
    <message>
        <source>passed</source>
        <translation>合格</translation>
    </message>
    <message>
        <source>first-pass yield</source>
        <translation>直通率</translation>
    </message>
    <message>
        <source>yield with retries</source>
        <translation>最终良率</translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) in the file</source>
        <translation>
            <numerusform>文件共 %n 行</numerusform>
        </translation>
    </message>
    <message>
        <source>Units per hour: passed, others on top</source>
        <translation>每小时产量：下为合格，上为其他</translation>
    </message>
    <message>
        <source>Export the write report</source>
        <translation>导出写入报表</translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) written to {file}.</source>
        <translation>
            <numerusform>已写入 %n 行到 {file}。</numerusform>
        </translation>
    </message>
    <message>
        <source>The report holds no secret.</source>
        <translation>报表不含任何密钥。</translation>
    </message>
</context>
<context>
    <name>ResultView</name>
    <message>
        <source>Show the folder</source>
        <translation>打开所在文件夹</translation>
    </message>
    <message>
        <source>Create a work order from this lot</source>
        <translation>用此批次新建工单</translation>
    </message>
    <message>
        <source>Import another list</source>
        <translation>再导入一份</translation>
    </message>
    <message>
        <source>To the lots</source>
        <translation>查看批次</translation>
    </message>
    <message numerus="yes">
        <source>%n license(s) imported into lot {lot}.</source>
        <translation>
            <numerusform>已导入 %n 条授权到批次 {lot}。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) were left out; they stand with their reasons in {file}.</source>
        <translation>
            <numerusform>%n 行未导入，连同原因写入 {file}。</numerusform>
        </translation>
    </message>
    <message>
        <source>That file holds their secrets: delete it when it has served.</source>
        <translation>该文件含有密钥，用完请删除。</translation>
    </message>
</context>
<context>
    <name>Rights</name>
    <message>
        <source>Needs a second person: {could}</source>
        <translation>需要第二人批准：{could}</translation>
    </message>
    <message>
        <source>Sign in first. Who may: {could}</source>
        <translation>请先登录。有权限者：{could}</translation>
    </message>
    <message>
        <source>Not allowed for you. Who may: {could}</source>
        <translation>您无此权限。有权限者：{could}</translation>
    </message>
</context>
<context>
    <name>RightsPanel</name>
    <message>
        <source>Rights: act by role</source>
        <translation>权限：操作与角色</translation>
    </message>
    <message>
        <source>may do it alone</source>
        <translation>可独自操作</translation>
    </message>
    <message>
        <source>with a second person who may</source>
        <translation>需有权限的第二人批准</translation>
    </message>
    <message>
        <source>never</source>
        <translation>不可操作</translation>
    </message>
</context>
<context>
    <name>RowList</name>
    <message>
        <source>No rows</source>
        <translation>没有数据行</translation>
    </message>
    <message>
        <source>There is nothing to show.</source>
        <translation>没有可显示的内容。</translation>
    </message>
    <message>
        <source>Rows of the file</source>
        <translation>文件内容</translation>
    </message>
    <message>
        <source>Go to row</source>
        <translation>转到行</translation>
    </message>
    <message>
        <source>Problem before</source>
        <translation>上一个问题</translation>
    </message>
    <message>
        <source>Next problem</source>
        <translation>下一个问题</translation>
    </message>
    <message>
        <source>of {last}</source>
        <translation>共 {last} 行</translation>
    </message>
    <message>
        <source>empty</source>
        <translation>空</translation>
    </message>
    <message>
        <source>Row</source>
        <translation>行</translation>
    </message>
</context>
<context>
    <name>SecondDialog</name>
    <message>
        <source>Scan the badge</source>
        <translation>请扫描工牌</translation>
    </message>
    <message>
        <source>or name</source>
        <translation>或姓名</translation>
    </message>
    <message>
        <source>and PIN or password</source>
        <translation>及 PIN 码或密码</translation>
    </message>
    <message>
        <source>A second person approves</source>
        <translation>第二人批准</translation>
    </message>
    <message>
        <source>Approve</source>
        <translation>批准</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Who may approve: {could}</source>
        <translation>可批准者：{could}</translation>
    </message>
</context>
<context>
    <name>SerialPatterns</name>
    <message>
        <source>There are:</source>
        <translation>已有：</translation>
    </message>
    <message>
        <source>Each number is given once across all stations. {yyyy} {yy} {month} {day} {week}: the day; {line}: the line; {counter:6}: six digits that count; {check}: a check digit at the end. A pattern keeps its name for ever.</source>
        <translation>每个序列号在所有站点只发一次。{yyyy} {yy} {month} {day} {week}：日期；{line}：产线；{counter:6}：六位计数；{check}：末位校验码。规则的名称永久不变。</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Pattern</source>
        <translation>规则</translation>
    </message>
    <message>
        <source>New serial number pattern</source>
        <translation>新建序列号规则</translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>On</source>
        <translation>启用</translation>
    </message>
</context>
<context>
    <name>SignIn</name>
    <message>
        <source>Scan your badge</source>
        <translation>请扫描工牌</translation>
    </message>
    <message>
        <source>or your name</source>
        <translation>或输入姓名</translation>
    </message>
    <message>
        <source>and your PIN</source>
        <translation>和 PIN 码</translation>
    </message>
    <message>
        <source>Your own new PIN</source>
        <translation>您自己的新 PIN 码</translation>
    </message>
    <message>
        <source>The same again</source>
        <translation>再次输入</translation>
    </message>
    <message>
        <source>Choose your own PIN</source>
        <translation>设置自己的 PIN 码</translation>
    </message>
    <message>
        <source>Change and sign in</source>
        <translation>更改并登录</translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message>
        <source>Ctrl + number: pages  ·  F11: full screen</source>
        <translation>Ctrl + 数字：切换页面  ·  F11：全屏</translation>
    </message>
</context>
<context>
    <name>Step</name>
    <message>
        <source>Connect</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>复位</translation>
    </message>
    <message>
        <source>Identify</source>
        <translation>识别</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>读取</translation>
    </message>
    <message>
        <source>Reserve</source>
        <translation>领用</translation>
    </message>
    <message>
        <source>Write</source>
        <translation>写入</translation>
    </message>
    <message>
        <source>Read back</source>
        <translation>回读</translation>
    </message>
</context>
<context>
    <name>StockStrip</name>
    <message numerus="yes">
        <source>%n license(s) in all lots</source>
        <translation>
            <numerusform>全部批次共 %n 条授权</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StoryPanel</name>
    <message>
        <source>No unit</source>
        <translation>无产品</translation>
    </message>
    <message>
        <source>MAC</source>
        <translation>MAC</translation>
    </message>
    <message>
        <source>Serial number</source>
        <translation>序列号</translation>
    </message>
    <message>
        <source>License</source>
        <translation>授权</translation>
    </message>
    <message>
        <source>Stage</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Work order</source>
        <translation>工单</translation>
    </message>
    <message>
        <source>Lot</source>
        <translation>批次</translation>
    </message>
    <message>
        <source>Packed in</source>
        <translation>所在包装</translation>
    </message>
    <message>
        <source>Replaced by</source>
        <translation>被替换为</translation>
    </message>
    <message>
        <source>Replaces</source>
        <translation>替换了</translation>
    </message>
    <message>
        <source>Also on</source>
        <translation>另见于</translation>
    </message>
    <message>
        <source>Remarks</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>标记</translation>
    </message>
</context>
<context>
    <name>ToolBox</name>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Elements</source>
        <translation>元素</translation>
    </message>
    <message>
        <source>Add {what}</source>
        <translation>添加{what}</translation>
    </message>
</context>
<context>
    <name>Toolbar</name>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Bring to front</source>
        <translation>移到最前</translation>
    </message>
    <message>
        <source>Send to back</source>
        <translation>移到最后</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>再制一份</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Snap to grid and edges (Alt: not now)</source>
        <translation>吸附到网格和边缘（按住 Alt 暂停）</translation>
    </message>
    <message>
        <source>Smaller</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Larger</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Show the whole label</source>
        <translation>显示整张标签</translation>
    </message>
    <message>
        <source>Check all units</source>
        <translation>检查全部产品</translation>
    </message>
</context>
<context>
    <name>UnitChoice</name>
    <message>
        <source>Unit before</source>
        <translation>上一件</translation>
    </message>
    <message>
        <source>Next unit</source>
        <translation>下一件</translation>
    </message>
    <message>
        <source>no unit yet</source>
        <translation>还没有产品</translation>
    </message>
    <message>
        <source>{place} of {count}: {name}</source>
        <translation>第 {place} / {count} 件：{name}</translation>
    </message>
    <message>
        <source>Shown with</source>
        <translation>显示所用产品</translation>
    </message>
    <message>
        <source>Example unit</source>
        <translation>示例产品</translation>
    </message>
    <message>
        <source>Find a unit</source>
        <translation>查找产品</translation>
    </message>
</context>
<context>
    <name>UnitsPage</name>
    <message>
        <source>Units</source>
        <translation>产品</translation>
    </message>
    <message>
        <source>No units found</source>
        <translation>没有找到产品</translation>
    </message>
    <message>
        <source>Units appear here as soon as a board was tried at a slot.</source>
        <translation>板子在工位上作业后就会显示在这里。</translation>
    </message>
    <message numerus="yes">
        <source>%n unit(s)</source>
        <translation>
            <numerusform>%n 件</numerusform>
        </translation>
    </message>
    <message>
        <source>Export what is shown…</source>
        <translation>导出当前结果…</translation>
    </message>
    <message>
        <source>Print its label…</source>
        <translation>打印其标签…</translation>
    </message>
    <message>
        <source>Export units</source>
        <translation>导出产品</translation>
    </message>
    <message numerus="yes">
        <source>%n unit(s) written to {file}.</source>
        <translation>
            <numerusform>已写入 %n 件到 {file}。</numerusform>
        </translation>
    </message>
    <message>
        <source>No label was printed of this unit yet.</source>
        <translation>该产品还没有打印过标签。</translation>
    </message>
    <message>
        <source>Print its first one from the Labels page.</source>
        <translation>请在“标签”页面打印第一张。</translation>
    </message>
    <message>
        <source>The label is in the print queue.</source>
        <translation>标签已加入打印队列。</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Copies are counted, and the label can say that it is one.</source>
        <translation>补打会计数，标签上可以注明是补打。</translation>
    </message>
    <message>
        <source>Print the unit&apos;s label once more</source>
        <translation>再次打印该产品的标签</translation>
    </message>
    <message>
        <source>Identity</source>
        <translation>标识</translation>
    </message>
    <message>
        <source>MAC</source>
        <translation>MAC</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>License</source>
        <translation>授权</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Lot</source>
        <translation>批次</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>工单</translation>
    </message>
    <message>
        <source>Slot</source>
        <translation>工位</translation>
    </message>
    <message>
        <source>Tries</source>
        <translation>次数</translation>
    </message>
    <message>
        <source>Seconds</source>
        <translation>用时</translation>
    </message>
    <message>
        <source>Operator</source>
        <translation>操作员</translation>
    </message>
</context>
<context>
    <name>Verdict</name>
    <message>
        <source>NO PORT</source>
        <translation>无串口</translation>
    </message>
    <message>
        <source>INSERT BOARD</source>
        <translation>请放板</translation>
    </message>
    <message>
        <source>WAIT</source>
        <translation>请等待</translation>
    </message>
    <message>
        <source>PASS</source>
        <translation>合格</translation>
    </message>
    <message>
        <source>FAIL</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>DOUBTFUL</source>
        <translation>存疑</translation>
    </message>
    <message>
        <source>REFUSED</source>
        <translation>拒绝</translation>
    </message>
    <message>
        <source>STOPPED</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>LOCKED</source>
        <translation>已锁定</translation>
    </message>
    <message>
        <source>OFF</source>
        <translation>未启动</translation>
    </message>
    <message>
        <source>FOUND</source>
        <translation>已读取</translation>
    </message>
</context>
<context>
    <name>_Entry</name>
    <message>
        <source>Transcript</source>
        <translation>通信记录</translation>
    </message>
</context>
<context>
    <name>Timeline</name>
    <message>
        <source>History</source>
        <translation>履历</translation>
    </message>
</context>
</TS>
