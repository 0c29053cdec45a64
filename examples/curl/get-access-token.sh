#!/bin/sh
# Logs in and prints an access token, with curl and sed: the second request is the sample of the
# published documentation. Usage: TICKETOFFICE_PASSWORD=... sh get-access-token.sh URL USER
set -eu

if [ $# -ne 2 ] || [ -z "${TICKETOFFICE_PASSWORD+set}" ]; then
  echo 'Usage: TICKETOFFICE_PASSWORD=... sh get-access-token.sh URL USER' >&2
  exit 2
fi

url=$1
user_name=$2

# Sends its input to a service.
post() {
  curl --silent --show-error --header 'Content-Type: text/xml; charset=utf-8' \
    --data-binary @- "$url/Remote/Services88/$1.svc"
}

escape() {
  printf '%s' "$1" | sed 's/&/\&amp;/g; s/</\&lt;/g; s/>/\&gt;/g'
}

# The text of the element $1 in the XML $2; nothing when there is none.
text_of() {
  printf '%s' "$2" | tr -d '\n' |
    sed -n "s/.*<\([^<>/]*:\)*$1\( [^<>]*\)*>\([^<]*\)<.*/\3/p"
}

login=$(
  post SoPrincipal <<XML
<?xml version="1.0" encoding="UTF-8"?>
<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">
  <soap:Body>
    <AuthenticateUsernamePassword
     xmlns="http://www.superoffice.net/ws/crm/NetServer/Services88">
      <UserName>$(escape "$user_name")</UserName>
      <Password>$(escape "$TICKETOFFICE_PASSWORD")</Password>
    </AuthenticateUsernamePassword>
  </soap:Body>
</soap:Envelope>
XML
)

if [ "$(text_of AuthenticationSucceeded "$login")" != true ]; then
  echo 'User name or password is wrong.' >&2
  exit 1
fi

ticket=$(text_of Ticket "$login")
answer=$(
  post User <<XML
<?xml version="1.0" encoding="UTF-8"?>
<SOAP-ENV:Envelope
 xmlns:SOAP-ENV="http://www.w3.org/2003/05/soap-envelope"
 xmlns:SOAP-ENC="http://www.w3.org/2003/05/soap-encoding"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xmlns:xsd="http://www.w3.org/2001/XMLSchema"
 xmlns:NetServerServices882="http://schemas.microsoft.com/2003/10/Serialization/Arrays"
 xmlns:NetServerServices881="http://schemas.microsoft.com/2003/10/Serialization/"
 xmlns:User="http://www.superoffice.net/ws/crm/NetServer/Services88">
  <User:ApplicationToken></User:ApplicationToken>
  <User:Credentials>
    <User:Ticket>$ticket</User:Ticket>
  </User:Credentials>
 <SOAP-ENV:Body>
   <User:GetAccessToken>
    <User:AppToken xsi:type="xsd:string"></User:AppToken>
    <User:IncludeCsSession xsi:type="xsd:boolean">false</User:IncludeCsSession>
   </User:GetAccessToken>

 </SOAP-ENV:Body>
</SOAP-ENV:Envelope>
XML
)

token=$(text_of Response "$answer")
if [ -z "$token" ]; then
  text_of FriendlyText "$answer" >&2
  exit 1
fi
echo "$token"
