/**
 * A handful of verbs in other languages, as `word english`. They are read with less confidence. Scripts without
 * spaces are looked up inside the text, longest first by their place here.
 */
export const foreignWords = `
  eliminar delete, elimina delete, borrar delete, borra delete, crear create, crea create, listar list, lista list,
  obtener get, obtiene get, actualizar update, actualiza update, enviar send, envía send, envia send, pagar pay,
  paga pay, transferir transfer, transfiere transfer, buscar search, busca search, ejecutar execute, ejecuta execute,
  consultar query, consulta query, mostrar show, muestra show, agregar add, guardar save, reembolsar refund,
  comprar buy, vender sell, excluir delete, apagar delete, obter get, atualizar update, adicionar add, executar execute,
  supprimer delete, supprime delete, créer create, créez create, crée create, creer create, lister list, liste list,
  obtenir get, récupérer get, récupère get, recuperer get, envoyer send, envoie send, payer pay, rechercher search,
  recherche search, exécuter execute, exécute execute, ajouter add, ajoute add, modifier update, modifie update,
  virer transfer, rembourser refund, acheter buy, afficher show, affiche show,
  löschen delete, löscht delete, loeschen delete, entfernen remove, entfernt remove, erstellen create, erstellt create,
  anlegen create, anzeigen show, zeigt show, suchen search, sucht search, senden send, sendet send, bezahlen pay,
  bezahlt pay, überweisen transfer, überweist transfer, ausführen execute, führt execute, ausfuehren execute,
  aktualisieren update, aktualisiert update, ändern update, ändert update, hinzufügen add, abrufen get, ruft get,
  holen get, holt get, auflisten list, listet list, starten start, startet start, kaufen buy, kauft buy,
  elenca list, invia send, aggiorna update, esegui execute, esegue execute, cerca search, ottieni get, cancella delete,
  verwijder delete, verwijderen delete, maak create, toon show, zoek search, stuur send`

/** Verbs of scripts without spaces and of Cyrillic and Hangul stems, looked for anywhere in the text. */
export const foreignStems: readonly (readonly [string, string])[] = [
  ['转账', 'pay'], ['转帳', 'pay'], ['支付', 'pay'], ['付款', 'pay'], ['退款', 'refund'], ['购买', 'buy'], ['購入', 'buy'],
  ['送金', 'pay'], ['支払', 'pay'], ['返金', 'refund'], ['下单', 'buy'], ['提现', 'withdraw'], ['결제', 'pay'], ['송금', 'pay'],
  ['оплат', 'pay'], ['перевод средств', 'pay'],
  ['删除', 'delete'], ['刪除', 'delete'], ['削除', 'delete'], ['清空', 'wipe'], ['삭제', 'delete'], ['удал', 'delete'], ['撤销权限', 'revoke'],
  ['执行', 'execute'], ['執行', 'execute'], ['実行', 'execute'], ['运行', 'run'], ['启动', 'start'], ['停止', 'stop'], ['重启', 'restart'],
  ['部署', 'deploy'], ['起動', 'start'], ['실행', 'execute'], ['выполн', 'execute'], ['запус', 'start'], ['点击', 'click'], ['クリック', 'click'],
  ['创建', 'create'], ['建立', 'create'], ['作成', 'create'], ['新建', 'create'], ['添加', 'add'], ['追加', 'add'], ['更新', 'update'],
  ['修改', 'update'], ['変更', 'update'], ['发送', 'send'], ['送信', 'send'], ['上传', 'upload'], ['保存', 'save'], ['设置', 'set'],
  ['設定', 'set'], ['登録', 'register'], ['发布', 'publish'], ['投稿', 'post'], ['생성', 'create'], ['수정', 'update'], ['созда', 'create'],
  ['обнов', 'update'], ['отправ', 'send'],
  ['获取', 'get'], ['取得', 'get'], ['查询', 'query'], ['查詢', 'query'], ['查看', 'view'], ['搜索', 'search'], ['搜尋', 'search'],
  ['検索', 'search'], ['一覧', 'list'], ['列出', 'list'], ['表示', 'show'], ['读取', 'read'], ['分析', 'analyze'], ['조회', 'get'],
  ['검색', 'search'], ['получ', 'get'], ['поиск', 'search'], ['спис', 'list'],
]
