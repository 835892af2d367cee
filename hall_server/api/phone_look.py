"""Style and script of the phone page: constants, so that it may run these two and nothing else (CSP)."""

import base64
import hashlib

STYLE = """
*{box-sizing:border-box}
body{margin:0;background:#eef1f6;color:#10203c;font:18px/1.5 "Noto Sans CJK SC","Source Han Sans SC",
"PingFang SC","Microsoft YaHei",sans-serif;-webkit-text-size-adjust:100%}
a{color:#0b3d91}
header{background:#0b3d91;color:#fff}
header div{max-width:30em;margin:0 auto;padding:.6em .9em;overflow:hidden}
header b{float:left;max-width:72%}
header a{float:right;color:#fff;padding:0 .2em}
main,#lost{display:block;max-width:30em;margin:0 auto;padding:.1em .9em .9em}
#lost{background:#7a1d00;color:#fff;padding:.6em .9em;font-weight:bold}
#lost[hidden]{display:none}
.card{background:#fff;border:1px solid #b9c3d6;border-radius:8px;padding:.9em 1em;margin:.8em 0}
.label{margin:0;color:#34415c}
.number{margin:0;font-size:3.3em;font-weight:bold;letter-spacing:.03em;line-height:1.15;word-wrap:break-word}
.state{margin:.15em 0 0;font-size:1.45em;font-weight:bold;line-height:1.3}
.note{margin:.4em 0 0}
.call{background:#0b3d91;color:#fff;border:6px double #fff;outline:4px solid #0b3d91;text-align:center}
.call .label{color:#fff;font-size:1.2em}
.call .go{margin:0;font-size:1.45em;font-weight:bold}
.call .window{margin:0;font-size:6em;font-weight:bold;line-height:1.05}
.call .number{font-size:2.6em}
.quiet{border-left:8px solid #34415c}
table{width:100%;border-collapse:collapse;margin:.7em 0 0}
th,td{padding:.4em 0;border-top:1px solid #d3dae6;vertical-align:top;text-align:left}
th{font-weight:normal;color:#34415c;width:38%;padding-right:.6em}
td{font-weight:bold;font-size:1.1em}
.pause{background:#fff4dc;border:1px solid #6b4300;border-left-width:8px;border-radius:8px;color:#4a2e00;
padding:.6em .8em;margin:.8em 0}
button,.button{display:block;width:100%;min-height:3em;padding:.6em;margin:.5em 0 0;font:inherit;
font-weight:bold;border:2px solid #0b3d91;border-radius:8px;background:#fff;color:#0b3d91;text-align:center;
text-decoration:none}
button:active,.button:active{background:#dbe5f7}
.main{background:#0b3d91;color:#fff}
.main:active{background:#072a66}
.wrong{background:#7a1d00;color:#fff;border-radius:8px;padding:.6em .8em;margin:.6em 0;font-weight:bold}
.wrong[hidden]{display:none}
fieldset{border:0;margin:.6em 0 0;padding:0;min-width:0}
legend{padding:0 0 .2em;color:#34415c}
input{font:inherit}
.tick{display:block;border:2px solid #b9c3d6;border-radius:8px;padding:.65em .7em;margin:.4em 0 0;
overflow:hidden}
.tick input{float:left;width:1.4em;height:1.4em;margin:.05em .6em 0 0}
.tick span{display:block;overflow:hidden;font-weight:bold}
#comment{display:block;width:100%;border:2px solid #6b7890;border-radius:8px;padding:.5em .6em;
margin:.2em 0 .8em;min-height:2.8em;color:#10203c;background:#fff}
form .label{display:block;margin-top:.8em}
footer{color:#34415c;font-size:.9em}
footer p{margin:.5em 0}
"""

SCRIPT = """
(function(){
var lost=document.getElementById('lost'),heard=Date.now(),loading=false,again=false,timer=0,source=null;
if(!window.EventSource||!window.fetch||!window.DOMParser){
  if(live())setTimeout(function(){location.reload()},15000);return}
function main(){return document.querySelector('main')}
function live(){return main().hasAttribute('data-live')}
function show(text){
  var page=new DOMParser().parseFromString(text,'text/html'),now=page.querySelector('main'),old=main();
  if(!now||document.getElementById('why'))return;
  var call=now.getAttribute('data-call');
  if(call&&call!==old.getAttribute('data-call')&&navigator.vibrate)navigator.vibrate([400,200,400]);
  old.parentNode.replaceChild(document.importNode(now,true),old);
  document.title=page.title;
  if(!live()&&source){source.close();source=null}}
function done(){loading=false;if(again){again=false;load()}}
function load(){
  if(loading){again=true;return}
  loading=true;
  fetch(location.href,{cache:'no-store'}).then(function(r){
    if(r.status!==200&&r.status!==404)throw r.status;return r.text()}).then(show).then(done,done)}
function soon(most){clearTimeout(timer);timer=setTimeout(load,Math.random()*most)}
function why(e){
  var b=e.target,q;
  while(b&&b.nodeName!=='BUTTON')b=b.parentNode;
  if(!b||!b.hasAttribute('data-why')||!history.pushState)return;
  e.preventDefault();
  q=location.search.replace(/[?&]stars=[^&]*/g,'').replace(/^&/,'?');
  history.pushState(null,'',location.pathname+(q||'?')+(q.length>1?'&':'')+'stars='+b.value);
  load();window.scrollTo(0,0)}
function check(e){
  if(e.target.id!=='why'||e.target.querySelector('input[name=reason]:checked'))return;
  e.preventDefault();
  var wrong=document.getElementById('wrong');
  wrong.hidden=false;wrong.scrollIntoView()}
document.addEventListener('click',why);
document.addEventListener('submit',check);
window.addEventListener('popstate',function(){location.reload()});
function hear(){heard=Date.now();lost.hidden=true}
function connect(){
  source=new EventSource(location.pathname+'/events');
  source.onopen=function(){hear();soon(1500)};
  source.addEventListener('mine',function(){hear();clearTimeout(timer);load()});
  source.addEventListener('line',function(){hear();soon(2000)});
  source.addEventListener('alive',function(e){hear();
    var all=document.querySelectorAll('.at'),i;for(i=0;i<all.length;i++)all[i].textContent=e.data})}
if(live()){connect();
setInterval(function(){
  if(!source)return;
  if(Date.now()-heard>5000)lost.hidden=false;
  if(source.readyState===2&&Date.now()-heard>4000){heard=Date.now()-6000;connect()}},1000)}
})();
"""


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


HEADERS = {
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "content-security-policy": (
        f"default-src 'none'; style-src {_hash(STYLE)}; script-src {_hash(SCRIPT)}; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
}
"""The page is its holder's alone: not kept, not passed on, not framed, and only its own script runs."""
